# shellcheck shell=bash
# Completion of xdpdump's command line for bash: source it, or put it into /usr/share/bash-completion/completions/xdpdump.
# Generated from the options' description in src/Xdpdump/CommandLine/OptionSet.cs.

# Offers words that begin with what was typed.
_xdpdump_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
}

# Offers names of files in a folder, for the last one of a list with commas. No compgen: it would run what a name says.
_xdpdump_names() {
    local path name before=
    [[ $current == *,* ]] && before=${current%,*},
    for path in "$1"/*; do
        name=${path##*/}
        [[ -e $path && $before$name == "$current"* ]] && COMPREPLY+=("$before$(printf %q "$name")")
    done
}

# Offers files, and words.
_xdpdump_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(
        compgen -f -- "$current"
        compgen -W "${1-}" -- "$current"
    )
}

_xdpdump() {
    local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    # bash takes --option=value apart at the =.
    if [[ $current == = ]]; then
        current=
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    # The last of several letters in one word is the one that a value belongs to.
    [[ $option == -[!-]?* ]] && option=-${option: -1}

    case $option in
    -i | --interface)
        _xdpdump_names /sys/class/net
        return
        ;;
    --netns)
        if [[ $current == */* ]]; then _xdpdump_files; else _xdpdump_names /run/netns; fi
        return
        ;;
    --rx-capture)
        _xdpdump_words "entry exit entry,exit"
        return
        ;;
    -p | --program-names)
        _xdpdump_words "all"
        return
        ;;
    -F | --filter-file | --btf | -w | --write)
        _xdpdump_files "-"
        return
        ;;
    --filter-at)
        _xdpdump_words "entry exit"
        return
        ;;
    --action)
        _xdpdump_words "aborted drop pass tx redirect unknown"
        return
        ;;
    --rx-queue | --sample | -s | --snapshot-length | -B | --buffer-size | --perf-wakeup | -c | --count)
        :
        return
        ;;
    --load-xdp-mode)
        _xdpdump_words "native skb hw unspecified"
        return
        ;;
    esac

    local options=(
        -i --interface
        -D --list-interfaces
        --json
        --netns
        --rx-capture
        -p --program-names
        -F --filter-file
        --filter-at
        --action
        --only-modified
        --rx-queue
        --sample
        -d --dump-filter
        --load-xdp-program
        --load-xdp-mode
        -P --promiscuous-mode
        -s --snapshot-length
        -B --buffer-size
        --btf
        --perf-wakeup
        -c --count
        -w --write
        --use-pcap
        -x --hex
        -v --verbose
        -n --numeric
        -U --packet-buffered
        -l --line-buffered
        --version
        -h --help
    )
    [[ $current == -* || -z $current ]] && _xdpdump_words "${options[*]}"
    return 0
}

complete -F _xdpdump xdpdump
