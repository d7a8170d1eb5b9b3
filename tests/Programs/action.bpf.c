/* SPDX-License-Identifier: MIT */
/* Takes its action from the packet: the byte behind the Ethernet header. */
#include "program.h"

SEC("xdp")
int xdp_action(struct xdp_md *ctx)
{
    unsigned char *byte = first_byte(ctx);

    return byte ? *byte : XDP_PASS;
}
