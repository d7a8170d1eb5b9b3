# shellcheck shell=bash
# Sourced by ./bench: builds earlier commits. Needs tools/build.sh.

# commit_of REVISION: its commit's id.
commit_of() {
    git -C "${root:?}" rev-parse --verify --quiet --end-of-options "$1^{commit}" ||
        { printf '%s: %s is no revision of this repository (git rev-parse)\n' "${0##*/}" "$1" >&2 && return 1; }
}

# publish_revision COMMIT FOLDER: publishes the project in that folder of a commit into artifacts/against/COMMIT/<name>, unless it
# is there already. The sources are copied out of git into a folder of their own, which is gone afterwards: git knows of no further
# worktree, whatever interrupts this.
publish_revision() (
    local commit=$1 folder=$2 name=${2##*/} kept="$root/artifacts/against/$1" copy output
    [[ ! -e $kept/$name ]] || return 0
    require_build_tools || return 1
    mkdir -p "$kept"
    copy=$(mktemp -d "$root/artifacts/against/.source.XXXXXX")
    trap 'rm -rf "$copy"' EXIT
    trap 'exit 130' INT TERM
    printf '%s: building %s of %s\n' "${0##*/}" "$name" "${commit:0:12}" >&2
    git -C "$root" archive "$commit" | tar -x -C "$copy" || return 1
    if [[ ! -e $copy/$folder ]]; then
        printf '%s: %s has no %s: nothing to compare with\n' "${0##*/}" "${commit:0:12}" "$folder" >&2
        return 1
    fi
    if ! output=$(cd "$copy" && DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
        dotnet publish "$folder" -c Release -v quiet --disable-build-servers </dev/null 2>&1); then
        printf '%s\n%s: revision %s does not build, see above; choose another one for --against\n' "$output" "${0##*/}" "${commit:0:12}" >&2
        return 1
    fi
    mv "$copy/artifacts/publish/$name/release" "$kept/$name"
)
