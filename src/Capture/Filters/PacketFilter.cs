namespace Capture.Filters;

/// <summary>A filter expression in the language of pcap-filter(7), and what libpcap makes of it for Ethernet.</summary>
public sealed class PacketFilter
{
    private readonly Lazy<ClassicProgram> _program;

    /// <summary>An expression that is compiled when its program is first asked for.</summary>
    /// <param name="expression">As the user wrote it.</param>
    public PacketFilter(string expression)
    {
        Expression = expression;
        _program = new(() => FilterExpression.Compile(expression));
    }

    /// <summary>A program that is there already.</summary>
    internal PacketFilter(string expression, ClassicProgram program) => (Expression, _program) = (expression, new(program));

    /// <summary>As the user wrote it.</summary>
    public string Expression { get; }

    /// <summary>The expression in one line, cut where it gets long: for messages.</summary>
    public string Title => Shorten(Expression);

    internal static string Shorten(string expression)
    {
        const int Longest = 100;
        var line = string.Join(' ', expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : $"{line[..Longest]}…";
    }

    /// <summary>What XDP programs' packets are asked. Other kinds of interfaces have libpcap compile the expression for themselves.</summary>
    /// <exception cref="CaptureException">libpcap does not understand it, in its words, or is not there.</exception>
    public ClassicProgram Program => _program.Value;
}
