# shellcheck shell=bash
# Sourced by the scripts that run what this project builds. Needs tools/packages.sh.

root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")

# publish_if_stale FOLDER…: publishes the projects in these folders (below the root) with NativeAOT, each into
# artifacts/publish/<name>/release, unless that is newer than every file it is built from. Silent unless the build fails.
publish_if_stale() {
    local folder stale=()
    for folder; do
        is_fresh "$folder" || stale+=("$folder")
    done
    ((${#stale[@]})) || return 0
    require_build_tools || return 1

    mkdir -p "$root/artifacts"
    for folder in "${stale[@]}"; do
        # One build at a time; whoever waited may find it done.
        (flock 9 && { is_fresh "$folder" || publish "$folder"; }) 9>"$root/artifacts/.lock" || return 1
    done
}

# The time of the last good build: the binary's own would not do, since a build that changes nothing leaves that as it is.
stamp_of() {
    printf '%s' "$root/artifacts/publish/${1##*/}/.built"
}

is_fresh() {
    local stamp
    stamp=$(stamp_of "$1")
    # Folders count too: their times tell of removed files.
    [[ -e $stamp && -z $(find "$root/src" "$root/$1" "$root"/Directory.*.props "$root/global.json" -newer "$stamp" -print -quit) ]]
}

publish() {
    local stamp started output
    stamp=$(stamp_of "$1")
    started=$stamp.started
    mkdir -p "${stamp%/*}"
    # Whatever is edited during the build counts as newer than it.
    touch "$started"
    # No build server may outlive the build, or hold the lock.
    if ! output=$(DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
        dotnet publish "$root/$1" -c Release -v quiet --disable-build-servers 9>&- </dev/null 2>&1); then
        printf '%s\n%s: building %s failed, see above\n' "$output" "${0##*/}" "$1" >&2
        return 1
    fi
    mv "$started" "$stamp"
}

require_build_tools() {
    # What the SDK calls to make a native binary: a compiler as the linker driver, the C library to link with, objcopy to strip.
    local driver=gcc
    if command -v clang >/dev/null; then driver=clang; fi
    require_packages "$driver=gcc" objcopy=binutils /usr/include/stdio.h=libc6-dev || return 1
    if ! dotnet --list-sdks 2>/dev/null | grep -q '^1[0-9]\.'; then
        printf '%s: the .NET 10 SDK is missing: please install it, see https://dotnet.microsoft.com/download/dotnet/10.0\n' \
            "${0##*/}" >&2
        return 1
    fi
}
