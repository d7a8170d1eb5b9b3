/* SPDX-License-Identifier: MIT */
/* Passes every packet on, those in several buffers too (from Linux 5.18 on). */
#include "program.h"

SEC("xdp.frags")
int xdp_frags(struct xdp_md *ctx)
{
    return XDP_PASS;
}
