/* SPDX-License-Identifier: MIT */
/* Functions of which the compiler drops and changes what it may, and some that it must leave as they are declared. */
#include "program.h"

struct place {
    unsigned int offset;
};

volatile int seen;

/* Makes no use of its context: it gets k in the first register. */
static NOINLINE int xdp_statics_dropped(struct xdp_md *ctx, unsigned int k)
{
    return k & 1 ? XDP_DROP : XDP_PASS;
}

/* What it returns is read by nobody. */
static NOINLINE int xdp_statics_unread(struct xdp_md *ctx)
{
    seen = ctx->ingress_ifindex;
    return 77;
}

/* What it returns is read by one of its two callers. */
static NOINLINE int xdp_statics_sometimes(struct xdp_md *ctx)
{
    seen = ctx->rx_queue_index;
    return ctx->data_end - ctx->data >= FIRST_BYTE ? XDP_TX : XDP_DROP;
}

/* Gets its context, and a pointer that no kernel takes for what it is declared as. */
static NOINLINE int xdp_statics_pointer(struct xdp_md *ctx, struct place *place)
{
    return ctx->data_end - ctx->data >= place->offset ? XDP_REDIRECT : XDP_DROP;
}

static NOINLINE int xdp_statics_second(unsigned int k, struct xdp_md *ctx)
{
    seen = k;
    return ctx->data_end - ctx->data >= k;
}

static NOINLINE void xdp_statics_nothing(struct xdp_md *ctx)
{
    seen = ctx->data_end - ctx->data;
}

/* Visible outside, so that what it returns may not be dropped. It makes no use of its context all the same, and the compiler would not pass
 * one, which the kernel refuses, if it did not lie in the first register still. */
NOINLINE int xdp_statics_global(struct xdp_md *ctx)
{
    seen = 1;
    return 33;
}

SEC("xdp")
int xdp_statics(struct xdp_md *ctx)
{
    struct place place;

    xdp_statics_global(ctx);
    place.offset = FIRST_BYTE;
    xdp_statics_unread(ctx);
    xdp_statics_nothing(ctx);
    xdp_statics_sometimes(ctx);
    if (xdp_statics_sometimes(ctx) == XDP_DROP || !xdp_statics_second(ctx->rx_queue_index, ctx))
        return XDP_ABORTED;
    if (xdp_statics_pointer(ctx, &place) == XDP_DROP)
        return XDP_ABORTED;
    return xdp_statics_dropped(ctx, ctx->rx_queue_index);
}
