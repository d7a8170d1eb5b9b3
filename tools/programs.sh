# shellcheck shell=bash
# Sourced by the scripts that need the sample programs of tests/Programs. Needs tools/packages.sh.

# compile_programs: makes artifacts/programs/NAME.o of each tests/Programs/NAME.bpf.c that is newer than it, or whose header or
# compiler call is. Silent unless that fails.
compile_programs() {
    local here source object headers part folder
    here=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
    folder=$here/artifacts/programs
    headers=$here/tests/Programs/program.h
    mkdir -p "$folder"
    for source in "$here"/tests/Programs/*.bpf.c; do
        object=$folder/$(basename "$source" .bpf.c).o
        [[ $object -nt $source && $object -nt $headers && $object -nt ${BASH_SOURCE[0]} ]] && continue
        require_packages clang=clang /usr/include/bpf/bpf_helpers.h=libbpf-dev /usr/include/linux/bpf.h=linux-libc-dev || return 1
        # Atomically, since others may be at it; with the oldest kernels' instructions. Debian keeps asm/ in a folder of its own.
        part=$object.$$
        if ! clang -target bpf -mcpu=v2 -O2 -g -Wall -Wextra -Wno-unused-parameter -Werror \
            -idirafter "/usr/include/$(uname -m)-linux-gnu" -c "$source" -o "$part"; then
            rm -f "$part"
            printf '%s: compiling %s failed, see above\n' "${0##*/}" "$source" >&2
            return 1
        fi
        mv "$part" "$object"
    done
    # What has no source any more would still be found by tests here, and nowhere else.
    for object in "$folder"/*.o; do
        [[ -e $here/tests/Programs/$(basename "$object" .o).bpf.c ]] || rm -f "$object"
    done
}
