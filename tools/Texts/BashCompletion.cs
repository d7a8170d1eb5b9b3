using System.Text;
using Xdpdump.CommandLine;

namespace Texts;

/// <summary>
/// Completion for bash, completion/xdpdump.bash: options' names, and the values they may have.
/// </summary>
internal static class BashCompletion
{
    public static string Render()
    {
        var options = new OptionSet().All;
        var text = new StringBuilder(Head);
        foreach (var group in options.Where(option => option.TakesValue).GroupBy(option => Candidates(option.Value)))
        {
            text.Append($"    {string.Join(" | ", group.SelectMany(option => option.Names))})\n");
            text.Append($"        {group.Key}\n        return\n        ;;\n");
        }

        text.Append("    esac\n\n    local options=(\n");
        foreach (var option in options)
            text.Append($"        {string.Join(' ', option.Names)}\n");
        return text.Append("    )\n").Append(Tail).ToString();
    }

    /// <summary>The line of shell that offers an option's values.</summary>
    private static string Candidates(ValueKind value)
    {
        var words = string.Join(' ', value.Words);
        return value.Source switch
        {
            ValueSource.Interfaces => "_xdpdump_names /sys/class/net",
            ValueSource.Files => $"_xdpdump_files \"{words}\"",
            ValueSource.Namespaces => "if [[ $current == */* ]]; then _xdpdump_files; else _xdpdump_names /run/netns; fi",
            _ when value.Words.Count > 0 => $"_xdpdump_words \"{words}\"",
            _ => ":", // a number: nothing to offer, and surely not options
        };
    }

    private const string Head =
        """
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

        """;

    private const string Tail =
        """
            [[ $current == -* || -z $current ]] && _xdpdump_words "${options[*]}"
            return 0
        }

        complete -F _xdpdump xdpdump

        """;
}
