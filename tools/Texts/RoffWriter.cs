using System.Text;

namespace Texts;

/// <summary>
/// Writes a page in the man macros (groff_man(7)). Text is given with <c>*words*</c> for bold and <c>&lt;words&gt;</c> for italics, in
/// paragraphs separated by an empty line.
/// </summary>
internal sealed class RoffWriter
{
    private readonly StringBuilder _page = new();
    private bool _isFirst;

    /// <summary>Begins the page.</summary>
    /// <param name="name">In small letters.</param>
    /// <param name="section">8 is for administrators' commands.</param>
    /// <param name="date">When the text last changed, as in 2026-01-31.</param>
    /// <param name="chapter">What stands in the middle of the first line.</param>
    /// <param name="summary">What apropos(1) and whatis(1) show.</param>
    public RoffWriter(string name, int section, string date, string chapter, string summary)
    {
        _page.Append($".TH {name.ToUpperInvariant()} {section} {date} \"\" \"{chapter}\"\n");
        _page.Append($".SH NAME\n{name} \\- {summary}\n");
    }

    /// <summary>A heading with text below.</summary>
    public RoffWriter Section(string title, string text = "")
    {
        _page.Append($".SH {title}\n");
        _isFirst = text.Length == 0;
        AppendParagraphs(text, between: ".PP");
        return this;
    }

    /// <summary>More text, after an example say.</summary>
    public RoffWriter Text(string text)
    {
        if (!_isFirst)
            _page.Append(".PP\n"); // right below a heading it would be one too many
        _isFirst = false;
        AppendParagraphs(text, between: ".PP");
        return this;
    }

    /// <summary>A term, and what is to say about it.</summary>
    public RoffWriter Term(string term, string text)
    {
        _isFirst = false;
        _page.Append(".TP\n");
        AppendLine(term);
        AppendParagraphs(text, between: ".IP");
        return this;
    }

    /// <summary>Lines as they are, indented.</summary>
    public RoffWriter Example(string lines)
    {
        _isFirst = false;
        _page.Append(".PP\n.RS 4\n.nf\n");
        foreach (var line in lines.Split('\n'))
            _page.Append(Literal(line)).Append('\n');
        _page.Append(".fi\n.RE\n");
        return this;
    }

    public override string ToString() => _page.ToString();

    private void AppendParagraphs(string text, string between)
    {
        if (text.Length == 0)
            return;
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0)
                _page.Append(between).Append('\n');
            else
                AppendLine(line);
        }
    }

    private void AppendLine(string line)
    {
        if (line[0] is '.' or '\'')
            _page.Append("\\&"); // else it were a request to the formatter
        var bold = false;
        foreach (var letter in line)
        {
            switch (letter)
            {
                case '*':
                    bold = !bold;
                    _page.Append(bold ? "\\fB" : "\\fR");
                    break;
                case '<':
                    _page.Append("\\fI");
                    break;
                case '>':
                    _page.Append("\\fR");
                    break;
                case '-' when !bold:
                    _page.Append('-'); // a hyphen
                    break;
                default:
                    _page.Append(Escape(letter));
                    break;
            }
        }

        _page.Append('\n');
    }

    private static string Literal(string line)
    {
        var text = string.Concat(line.Select(Escape));
        return line.StartsWith('.') || line.StartsWith('\'') ? $"\\&{text}" : text;
    }

    /// <summary>Letters that roff would else make typography of, or take for its own.</summary>
    private static string Escape(char letter) => letter switch
    {
        '\\' => "\\e",
        '-' => "\\-",
        '\'' => "\\(aq",
        '`' => "\\(ga",
        '^' => "\\(ha",
        '~' => "\\(ti",
        _ => letter.ToString(),
    };
}
