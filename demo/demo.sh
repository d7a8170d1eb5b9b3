#!/bin/bash
# Shows xdpdump at work, on a network and an XDP program made for the purpose, which are gone afterwards. ./run calls it once
# everything is built. What this machine's kernel forbids is shown in the VM, where this script runs as "demo.sh --traced FILE".
set -euo pipefail

here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# shellcheck source=tools/packages.sh
. "$here/../tools/packages.sh"

tool=$here/../artifacts/publish/Xdpdump/release/xdpdump
sample=$here/../artifacts/publish/SampleProgram/release/xdp-sample
server=xdpdump-demo-$$-server client=xdpdump-demo-$$-client
server_address=10.99.0.1 client_address=10.99.0.2
started=0

main() {
    if ((EUID)); then
        command -v sudo >/dev/null || fail 'needs root, for a network of its own and for BPF'
        exec sudo -- "$here/demo.sh" "$@"
    fi
    require_packages ip=iproute2 ping=iputils-ping

    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/xdpdump-demo.XXXXXX")

    if [[ ${1:-} == --traced ]]; then
        make_network
        show_program "$2" || fail "$(reason)"
        return
    fi

    local file=xdpdump-demo.pcapng result=$scratch/result
    mkdir "$result"
    log=$scratch/network
    if ! make_network 2>"$log"; then
        show_in_vm "$result/$file"
    elif ! show_program "$result/$file"; then
        local refusal=$log
        show_without_program || reason
        log=$refusal
        show_in_vm "$result/$file"
    fi
    keep "$result/$file" "$PWD/$file"
}

# The main job: the sample program on demo0, one capture to the terminal and one into the file $1.
# Fails, with nothing shown, where this kernel cannot do it; $log has the tool's words.
show_program() {
    start "$sample" demo0 || return 1
    start "$tool" -i demo0 --rx-capture entry,exit -w "$1" || return 1
    start "$tool" -i demo0 --rx-capture entry,exit || return 1

    say 'xdp_sample_policy on demo0 drops UDP port 7001, rewrites port 7002 to 7003, sends port 7004 back and passes the rest.'
    echo '$ xdpdump -i demo0 --rx-capture entry,exit'
    cat "$log"
    step 'A ping:' 2 send_ping
    step 'A datagram to port 7001:' 2 send_datagram 7001
    step 'To port 7002:' 2 send_datagram 7002
    step 'To port 7004:' 2 send_datagram 7004
    stop_all || fail "$(cat "$scratch"/log.*)"
    # Its banner has been shown.
    tail -n +2 "$log"
}

# What any kernel with XDP allows: packets that come in on an interface without a program.
show_without_program() {
    # The sample program.
    stop_all || return 1
    start "$tool" -i demo0 --load-xdp-program || return 1
    say 'On an interface without an XDP program:'
    echo '$ xdpdump -i demo0 --load-xdp-program'
    cat "$log"
    step 'A ping:' 1 send_ping
    step 'A datagram to port 7001:' 1 send_datagram 7001
    stop_all || fail "$(reason)"
    tail -n +3 "$log"
}

show_in_vm() {
    say 'Entry and exit of a program cannot be captured on this machine:'
    reason
    say 'So the rest is shown in a VM with a Debian kernel 6.1. It is emulated in software: this takes a while.'
    # In the background, as a trap waits for a command in the foreground.
    VM_OUT=${1%/*} "$here/../vm/run" --timeout 600 -- "$here/demo.sh" --traced "$1" &
    wait $!
}

# Starts a program in the server's namespace and waits for the line on its standard error or output that says it is at work.
# What it says besides packets goes to the file $log, packet lines to the descriptor $packets. Fails when it ends instead.
start() {
    log=$scratch/log.$((++started))
    [[ -p $scratch/packets ]] || mkfifo "$scratch/packets"
    # Read and write, so that neither opening nor a reader's end blocks anybody.
    [[ -n ${packets:-} ]] || exec {packets}<>"$scratch/packets"
    if [[ $1 == "$sample" ]]; then
        ip netns exec "$server" "$@" &>"$log" &
    else
        ip netns exec "$server" "$@" 2>"$log" >"$scratch/packets" &
    fi
    local pid=$!
    until [[ -e $log ]] && grep -qE '^listening on |is attached to ' "$log"; do
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.05
    done
}

# Ends captures before the program they are at. Fails when one of them did.
stop_all() {
    local pid failed=0
    for pid in $(jobs -rp | tac); do
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" || failed=1
    done
    return "$failed"
}

# step WORDS LINES COMMAND…: makes traffic and shows the packet lines that come of it.
step() {
    local words=$1 lines=$2 line
    shift 2
    printf '\n%s\n' "$words"
    "$@"
    while ((lines--)); do
        IFS= read -r -t 30 -u "$packets" line || fail 'a packet that was sent is missing'
        printf '%s\n' "$line"
    done
}

send_ping() {
    ip netns exec "$client" ping -c 1 -W 30 -q "$server_address" >/dev/null || fail 'the ping was not answered'
}

send_datagram() {
    # shellcheck disable=SC2016 # the inner shell's parameters
    ip netns exec "$client" bash -c 'printf "Hello, XDP" >"/dev/udp/$1/$2"' - "$server_address" "$1"
}

# Two namespaces and a cable between them: what the client's demo1 sends comes in on the server's demo0.
make_network() {
    local name
    for name in "$server" "$client"; do
        ip netns add "$name" || return 1
        # No packets but ours: no IPv6, and neighbours that need not be asked for.
        # shellcheck disable=SC2016 # the inner shell's variable
        ip netns exec "$name" sh -c 'for f in all default; do f=/proc/sys/net/ipv6/conf/$f/disable_ipv6; [ ! -e $f ] || echo 1 >$f; done'
    done
    ip -n "$server" link add demo0 address 02:00:00:00:00:01 type veth \
        peer name demo1 address 02:00:00:00:00:02 netns "$client" || return 1
    ip -n "$server" address add "$server_address/24" dev demo0
    ip -n "$client" address add "$client_address/24" dev demo1
    ip -n "$server" link set demo0 up
    ip -n "$client" link set demo1 up
    ip -n "$server" neighbour add "$client_address" lladdr 02:00:00:00:00:02 dev demo0
    ip -n "$client" neighbour add "$server_address" lladdr 02:00:00:00:00:01 dev demo1
}

# The file belongs to whoever called, also through sudo.
keep() {
    mv -f "$1" "$2"
    [[ -z ${SUDO_UID:-} ]] || chown "$SUDO_UID:${SUDO_GID:-}" "$2"
    say "The same packets are in ${2##*/}. To open it: wireshark ${2##*/}, or: tcpdump -nr ${2##*/}"
}

reason() {
    grep -v '^$' "$log" || echo 'no reason given'
}

say() {
    printf '\n== %s\n' "$*"
}

fail() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}

clean_up() {
    # Once more Ctrl-C must not leave half of it.
    trap '' INT TERM HUP
    stop_all || true
    ip netns delete "$client" 2>/dev/null || true
    ip netns delete "$server" 2>/dev/null || true
    rm -rf "${scratch:-}"
}

main "$@"
