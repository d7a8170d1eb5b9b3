/* SPDX-License-Identifier: MIT */
/* A program of several functions: a global and a static one that take the context, and a global one that does not. */
#include "program.h"

static NOINLINE int xdp_functions_static(struct xdp_md *ctx)
{
    return ctx->data_end - ctx->data >= FIRST_BYTE;
}

NOINLINE int xdp_functions_global(struct xdp_md *ctx)
{
    unsigned char *byte = first_byte(ctx);

    return byte && *byte == 0xff ? XDP_DROP : XDP_PASS;
}

NOINLINE int xdp_functions_number(unsigned int queue)
{
    return queue > 4096;
}

SEC("xdp")
int xdp_functions(struct xdp_md *ctx)
{
    if (!xdp_functions_static(ctx) || xdp_functions_number(ctx->rx_queue_index))
        return XDP_ABORTED;
    return xdp_functions_global(ctx);
}
