using Capture.Model;
using Capture.Reasons;
using ClassicBpf;
using Linux.Network;

namespace Capture.Filters;

/// <summary>A filter expression in the language of pcap-filter(7), and what libpcap makes of it for each link type.</summary>
public sealed class PacketFilter
{
    private readonly Dictionary<ushort, ClassicProgram> _programs = [];
    private readonly ClassicProgram? _only;

    /// <summary>An expression that is compiled when a program of it is first asked for.</summary>
    /// <param name="expression">As the user wrote it.</param>
    public PacketFilter(string expression) => Expression = expression;

    /// <summary>A program that is there already, whatever the link type.</summary>
    internal PacketFilter(string expression, ClassicProgram program) => (Expression, _only) = (expression, program);

    /// <summary>As the user wrote it.</summary>
    public string Expression { get; }

    /// <summary>The expression in one line, cut where it gets long: for messages.</summary>
    public string Title => FilterReason.Shorten(Expression);

    /// <summary>
    /// What an interface's packets are asked at XDP programs. Where there are none libpcap compiles the expression for the interface itself.
    /// </summary>
    /// <exception cref="CaptureException">
    /// libpcap does not understand it for this link type, in its words, or is not there; or it cannot be asked at XDP programs.
    /// </exception>
    public ClassicProgram For(NetworkInterface on)
    {
        ArgumentNullException.ThrowIfNull(on);
        var program = Get(DeviceLinkType.Of(on), () => FilterExpression.CompileFor(on, Expression));
        FilterValidation.Refuse(program);
        return program;
    }

    /// <summary>The same by link type.</summary>
    /// <param name="linkType">LINKTYPE_ number.</param>
    internal ClassicProgram For(ushort linkType) => Get(linkType, () => FilterExpression.Compile(Expression, linkType: linkType));

    private ClassicProgram Get(ushort linkType, Func<ClassicProgram> compile)
    {
        if (_only is not null)
            return _only;
        if (!_programs.TryGetValue(linkType, out var program))
            _programs.Add(linkType, program = compile());
        return program;
    }
}
