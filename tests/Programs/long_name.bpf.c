/* SPDX-License-Identifier: MIT */
/* A function whose name the kernel cuts after 15 characters; its types have it whole. */
#include "program.h"

SEC("xdp")
int xdp_sample_with_a_long_name(struct xdp_md *ctx)
{
    return XDP_PASS;
}
