/* SPDX-License-Identifier: MIT */
/* Counts the packets it sees, in element 0 of the map "seen". */
#include "program.h"

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} seen SEC(".maps");

SEC("xdp")
int xdp_count(struct xdp_md *ctx)
{
    __u32 zero = 0;
    __u64 *count = bpf_map_lookup_elem(&seen, &zero);

    if (count)
        __sync_fetch_and_add(count, 1);
    return XDP_PASS;
}
