/* SPDX-License-Identifier: MIT */
/* Passes packets by way of another program, which drops those whose byte behind the Ethernet header is 0xff. */
#include "program.h"

int xdp_tail_callee(struct xdp_md *ctx);

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __array(values, int(void *));
} callees SEC(".maps") = {
    .values = { [0] = (void *)&xdp_tail_callee },
};

SEC("xdp")
int xdp_tail_caller(struct xdp_md *ctx)
{
    bpf_tail_call(ctx, &callees, 0);
    return XDP_ABORTED;
}

SEC("xdp")
int xdp_tail_callee(struct xdp_md *ctx)
{
    unsigned char *byte = first_byte(ctx);

    return byte && *byte == 0xff ? XDP_DROP : XDP_PASS;
}
