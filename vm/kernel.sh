# shellcheck shell=bash
# Sourced by vm/run: keeps Debian kernels in a cache, ready to boot.
#
# A cached kernel is a folder: vmlinux (uncompressed, so that the emulated CPU need not unpack it), boot.cpio (an
# initramfs with what the first seconds need) and lib/modules (the rest, loaded on demand). It is fetched once and
# used from then on without network; removing the cache folder fetches anew.

# Raise it when the content of a cached kernel's folder changes.
readonly CACHE_FORMAT=2

# Modules between power-on and the machine's root file system; order and dependencies are modprobe's business.
readonly BOOT_MODULES=(virtio_pci virtio_console 9pnet_virtio 9p overlay)

# What of lib/modules/*/kernel is kept: networking without hardware drivers, and what that depends on.
readonly KEPT_MODULES=(net lib crypto arch/x86/crypto fs/9p fs/overlayfs fs/netfs fs/fscache drivers/virtio
    'drivers/char/virtio_console.ko*' 'drivers/net/[^/]*.ko*' drivers/net/{bonding,ipvlan,netdevsim,team,vxlan,wireguard})

# Where a kernel comes from: Debian suites, the first that offers a matching version wins. Security suites come first
# because they are small to read and never behind.
suites_of() {
    case $1 in
    5.10) echo bullseye-security bullseye ;;
    6.1) echo bookworm-security bookworm ;;
    6.12) echo trixie-security trixie bookworm-backports ;;
    newest) echo sid testing ;;
    *) return 1 ;;
    esac
}

# Prints the folder of the kernel, fetching it first if need be. Several callers may ask for the same one at once.
cached_kernel() {
    local kernel=$1 cache=$2
    local folder=$cache/$kernel-v$CACHE_FORMAT
    if [[ ! -d $folder ]]; then
        mkdir -p "$cache"
        (
            flock 9
            [[ -d $folder ]] || fetch_kernel "$kernel" "$folder" 9>&-
        ) 9>"$cache/$kernel.lock" || return
    fi
    printf '%s\n' "$folder"
}

# Everything happens in a staging folder that is renamed at the end: a cached kernel is whole or not there.
fetch_kernel() (
    set -e
    kernel=$1 folder=$2
    staging=$(mktemp -d "${folder%/*}/.fetching.XXXXXX")
    trap 'rm -rf "$staging"' EXIT
    trap 'exit 130' INT TERM

    download "$kernel" "$staging"
    mkdir "$staging/unpacked" "$staging/kernel"
    for package in "$staging"/*.deb; do dpkg-deb -x "$package" "$staging/unpacked"; done
    keep_modules "$staging/unpacked" "$staging/kernel"
    keep_vmlinux "$staging/unpacked" "$staging/kernel"
    pack_boot_modules "$staging/kernel"
    mv "$staging/kernel" "$folder"
)

# download KERNEL FOLDER: the kernel's packages as FOLDER/*.deb, through apt with a configuration and state of its own.
# Sources are the machine's configured Debian mirrors with another suite; apt verifies signatures as always.
download() {
    local kernel=$1 folder=$2 suite version package packages
    mkdir -p "$folder/state/lists/partial" "$folder/cache/archives/partial"
    # The hooks that a machine may run after an update are about its own package lists, so they are left out.
    cat >"$folder/apt.conf" <<END
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State "$folder/state";
Dir::State::status "/dev/null";
Dir::Cache "$folder/cache";
APT::Sandbox::User "root";
APT::Architecture "amd64";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
    for suite in $(suites_of "$kernel"); do
        configured_mirrors "$suite" >"$folder/sources.list"
        [[ -s $folder/sources.list ]] || continue
        # A mirror that lacks the suite is an error to apt, but not to us as long as another one has it.
        APT_CONFIG=$folder/apt.conf apt-get -qq update >"$folder/update.log" 2>&1 </dev/null || true
        version=$(APT_CONFIG=$folder/apt.conf kernel_version "$kernel")
        [[ -n $version ]] || continue

        printf 'vm/run: fetching the Debian kernel %s of %s\n' "$version" "$suite" >&2
        packages=$(APT_CONFIG=$folder/apt.conf kernel_packages "$version")
        for package in $packages; do
            (cd "$folder" && APT_CONFIG=$folder/apt.conf apt-get -qq download "$package=$version" >&2 </dev/null) || return
        done
        return 0
    done
    [[ ! -f $folder/update.log ]] || cat "$folder/update.log" >&2
    printf 'vm/run: no configured apt source offers a %s kernel (asked for the suites %s)\n' \
        "$kernel" "$(suites_of "$kernel")" >&2
    return 1
}

# The machine's Debian mirrors as one-line sources for another suite. apt itself reads the configuration, in whichever
# format it is; where the origin is not known yet (no lists fetched), the mirror is tried.
configured_mirrors() {
    local suite=$1 wanted=main release origin uri entry kind key
    [[ $suite == *-security ]] && wanted=security
    # shellcheck disable=SC2016 # the fields are apt's
    apt-get indextargets --format '$(RELEASE)|$(ORIGIN)|$(REPO_URI)|$(SOURCESENTRY)' \
        'Identifier: Packages' 'Component: main' |
        while IFS='|' read -r release origin uri entry; do
            [[ $origin == Debian || $origin == *ORIGIN* ]] || continue
            kind=main
            [[ $release == *-security || $release == */updates ]] && kind=security
            [[ $kind == "$wanted" ]] || continue
            key=$(sed -n 's/^Signed-By:[[:space:]]*\(\/[^[:space:]]*\).*/\1/p; s/^deb .*signed-by=\([^] ]*\).*/\1/p' \
                "${entry%:*}" | head -n 1)
            printf 'deb %s%s %s main\n' "${key:+[signed-by=$key] }" "$uri" "$suite"
        done | sort -u
}

# The highest version of linux-image-amd64 on offer that belongs to the series.
kernel_version() {
    local prefix=
    [[ $1 == newest ]] || prefix=$1.
    apt-cache madison linux-image-amd64 | tr -d ' ' | cut -d'|' -f2 | grep "^${prefix//./\\.}" | sort -Vr | head -n 1
}

# The packages behind linux-image-amd64 that hold the image and the modules: one up to 6.12, several in newer kernels.
kernel_packages() {
    local version=$1 queue=(linux-image-amd64) found=() name
    while ((${#queue[@]})); do
        name=${queue[0]} queue=("${queue[@]:1}")
        while read -r name; do
            [[ " ${found[*]} " == *" $name "* ]] || found+=("$name") queue+=("$name")
        done < <(apt-cache show "$name=$version" | sed -n 's/^Depends: //p' | tr ',' '\n' |
            sed -n 's/^ *\(linux-\(image\|binary\|modules\|base\)-[0-9][^ ]*\) (= .*/\1/p')
    done
    printf '%s\n' "${found[@]}"
}

# Copies the modules worth keeping, uncompressed: the emulated CPU is slow at unpacking.
keep_modules() {
    local source target pattern
    source=$(find "$1" -type d -path '*/lib/modules/*/kernel' | head -n 1)
    source=${source%/kernel}
    target=$2/lib/modules/${source##*/}
    mkdir -p "$target/kernel"
    cp "$source"/modules.* "$target"
    for pattern in "${KEPT_MODULES[@]}"; do
        # Not every kernel has every one of them as a module.
        (cd "$source/kernel" && find . -path "./$pattern" -exec cp -r --parents -t "$target/kernel" {} +)
    done
    find "$target" -name '*.ko.xz' -exec xz -d {} +
    find "$target" -name '*.ko.zst' -exec zstd -q -d --rm {} +
    depmod -b "$2" "${target##*/}"
}

# Unpacks the ELF image out of the bzImage (the kernel's Documentation/arch/x86/boot.rst names the header's fields); QEMU
# enters it directly. The payload's last four bytes tell how long the ELF image is.
keep_vmlinux() {
    local image sectors offset length payload=$2/payload size
    image=$(find "$1" -name 'vmlinuz*' -type f | head -n 1)
    sectors=$(little_endian "$image" 0x1f1 1)
    offset=$(little_endian "$image" 0x248 4)
    length=$(little_endian "$image" 0x24c 4)
    tail -c +$(((sectors + 1) * 512 + offset + 1)) "$image" | head -c "$length" >"$payload"
    size=$(little_endian "$payload" $((length - 4)) 4)
    # The four bytes that follow the compressed data make the unpackers complain; the size tells whether all is well.
    case $(head -c 2 "$payload" | od -An -tx1 | tr -d ' ') in
    fd37) xz -dc --single-stream <"$payload" ;;
    28b5) zstd -dcq <"$payload" ;;
    1f8b) gzip -dc <"$payload" ;;
    esac >"$2/vmlinux" 2>/dev/null || true
    rm "$payload"
    if [[ $(stat -c %s "$2/vmlinux") != "$size" ]]; then
        printf 'vm/run: cannot unpack the kernel image %s: %s of %s bytes\n' \
            "${image##*/}" "$(stat -c %s "$2/vmlinux")" "$size" >&2
        return 1
    fi
}

little_endian() { # FILE OFFSET LENGTH
    od -An -v --endian=little -t "u$3" -j "$(($2))" -N "$3" "$1" | tr -d ' '
}

# The first half of the initramfs (vm/run adds the second): busybox, the modules to insert, and in which order.
pack_boot_modules() {
    local kernel=$1 root=$1/boot module libraries release=("$1"/lib/modules/*)
    mkdir -p "$root"/{bin,modules}
    cp "$(command -v busybox)" "$root/bin/busybox"
    # Debian has it with and without the libraries in it, and only one of the two can be installed.
    libraries=$(ldd "$root/bin/busybox" 2>/dev/null | grep -o '/[^ ]*') || true
    xargs -r cp -L --parents -t "$root" <<<"$libraries"
    for module in "${BOOT_MODULES[@]}"; do
        modprobe -d "$kernel" -S "${release##*/}" --show-depends "$module"
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$root/modules/paths"
    xargs cp -t "$root/modules" <"$root/modules/paths"
    sed 's,.*/,,' "$root/modules/paths" >"$root/modules/order"
    rm "$root/modules/paths"
    (cd "$root" && find . | cpio --quiet -o -H newc) >"$kernel/boot.cpio"
    rm -r "$root"
}
