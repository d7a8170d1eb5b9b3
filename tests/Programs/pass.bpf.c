/* SPDX-License-Identifier: MIT */
/* Passes every packet on. */
#include "program.h"

SEC("xdp")
int xdp_pass(struct xdp_md *ctx)
{
    return XDP_PASS;
}
