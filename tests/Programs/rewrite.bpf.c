/* SPDX-License-Identifier: MIT */
/* Adds one to a byte: behind N of these in a chain it is N more, so that each record tells where it was taken. */
#include "program.h"

SEC("xdp")
int xdp_rewrite(struct xdp_md *ctx)
{
    unsigned char *byte = first_byte(ctx);

    if (byte)
        *byte += 1;
    return XDP_PASS;
}
