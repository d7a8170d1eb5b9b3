/* SPDX-License-Identifier: MIT */
/* Drops every packet. */
#include "program.h"

SEC("xdp")
int xdp_drop(struct xdp_md *ctx)
{
    return XDP_DROP;
}
