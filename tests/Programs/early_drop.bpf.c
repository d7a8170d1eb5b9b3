/* SPDX-License-Identifier: MIT */
/*
 * Runs before programs of the default priority (50), and its chain goes on after a drop, which is what it returns, as after
 * a pass, which is always so unless it is set to 0: the next program runs all the same.
 */
#include "program.h"

struct {
    __uint(priority, 5);
    __uint(XDP_DROP, 1);
} RUN_CONFIG(xdp_early_drop);

SEC("xdp")
int xdp_early_drop(struct xdp_md *ctx)
{
    return XDP_DROP;
}
