/* SPDX-License-Identifier: MIT */
/* Two programs whose names share the 15 characters that the kernel keeps: "xdp_same_prefix". Either's types name both. */
#include "program.h"

SEC("xdp")
int xdp_same_prefix_one(struct xdp_md *ctx)
{
    return XDP_PASS;
}

SEC("xdp")
int xdp_same_prefix_two(struct xdp_md *ctx)
{
    return XDP_PASS;
}
