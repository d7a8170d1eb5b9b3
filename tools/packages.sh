# shellcheck shell=bash
# Sourced by the scripts that need Debian packages: installs what is missing, or says what to install.

# require_packages COMMAND=PACKAGE…: every COMMAND (a name looked up in PATH, or the path of a file) must be there.
# On a Debian-like machine the missing packages are installed, as root or through sudo; elsewhere their names end the script.
require_packages() {
    local pair missing=()
    PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
    for pair; do
        if [[ ${pair%%=*} == /* ]]; then [[ -e ${pair%%=*} ]]; else command -v "${pair%%=*}" >/dev/null; fi ||
            missing+=("${pair#*=}")
    done
    ((${#missing[@]})) || return 0

    local as_root=()
    if ((EUID)); then as_root=(sudo); fi
    if ! command -v apt-get >/dev/null || { ((EUID)) && ! command -v sudo >/dev/null; }; then
        printf '%s: please install these packages (Debian names): %s\n' "${0##*/}" "${missing[*]}" >&2
        return 1
    fi
    printf '%s: installing %s\n' "${0##*/}" "${missing[*]}" >&2
    # Output goes to stderr: callers keep stdout for the command that they run.
    {
        "${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 update
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
            -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "${missing[@]}"
    } >&2 </dev/null
}
