/* SPDX-License-Identifier: MIT */
/* What the sample programs share. They are compiled by ./test (tools/programs.sh), one object each, and loaded by xdp-loader. */
#pragma once

#include <linux/bpf.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

/* The section that libxdp reads a program's run priority and chain-call actions from. */
#define RUN_CONFIG(function) _##function SEC(".xdp_run_config")

/* The packet's byte behind the Ethernet header, which no stack cares for in frames of an experimental type. */
#define FIRST_BYTE 14

/* Keeps a function a function: the compiler would fold these small ones into their caller. */
#define NOINLINE __attribute__((noinline))

static __always_inline unsigned char *first_byte(struct xdp_md *ctx)
{
    unsigned char *data = (unsigned char *)(long)ctx->data;
    unsigned char *end = (unsigned char *)(long)ctx->data_end;

    return data + FIRST_BYTE + 1 <= end ? data + FIRST_BYTE : NULL;
}

char _license[] SEC("license") = "Dual MIT/GPL";
