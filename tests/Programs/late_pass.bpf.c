/* SPDX-License-Identifier: MIT */
/* Runs after programs of the default priority (50); its chain goes on after a pass and after a redirect. */
#include "program.h"

struct {
    __uint(priority, 90);
    __uint(XDP_PASS, 1);
    __uint(XDP_REDIRECT, 1);
} RUN_CONFIG(xdp_late_pass);

SEC("xdp")
int xdp_late_pass(struct xdp_md *ctx)
{
    return XDP_PASS;
}
