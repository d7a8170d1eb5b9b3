/* SPDX-License-Identifier: MIT */
/* Declares its context as a bare pointer, which is what a program that traces it gets then. */
#include "program.h"

SEC("xdp")
int xdp_untyped(void *ctx)
{
    return XDP_PASS;
}
