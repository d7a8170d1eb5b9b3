using System.Globalization;
using System.Text;

namespace Capture.Model;

/// <summary>
/// Text from outside as it is shown to people. Interfaces, programs and files have their names from others, and what a terminal obeys or
/// hides is spelled out: <c>\x1b</c> for an escape, <c>\u202e</c> for what turns the line round.
/// </summary>
/// <remarks>A backslash stays one: what is shown is to be read, not to be read back.</remarks>
public static class Shown
{
    /// <summary>In one line.</summary>
    public static string Of(string text) => Escape(text, keepsLines: false);

    /// <summary>In as many lines as it has; line breaks and tabs stay.</summary>
    public static string Lines(string text) => Escape(text, keepsLines: true);

    private static string Escape(string text, bool keepsLines)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder? shown = null;
        for (var at = 0; at < text.Length;)
        {
            var isWhole = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) == System.Buffers.OperationStatus.Done;
            var isPlain = isWhole && (IsVisible(rune) || (keepsLines && rune.Value is '\n' or '\t'));
            if (!isPlain)
            {
                shown ??= new StringBuilder(text, 0, at, text.Length + 16);
                shown.Append(Spelled(isWhole ? rune.Value : text[at]));
            }
            else
            {
                shown?.Append(text, at, length);
            }

            at += length;
        }

        return shown?.ToString() ?? text;
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Spelled(int value) => value switch
    {
        <= 0xff => $"\\x{value:x2}",
        <= 0xffff => $"\\u{value:x4}",
        _ => $"\\U{value:x8}",
    };
}
