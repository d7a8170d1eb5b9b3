using System.Collections.Immutable;
using Capture.Model;
using Capture.Reasons;
using ClassicBpf;
using Linux.Network;
using PacketDotNet;
using SharpPcap;
using SharpPcap.LibPcap;

namespace Capture.Filters;

/// <summary>Filter expressions in the language of pcap-filter(7), compiled by libpcap the way tcpdump has it done.</summary>
public static class FilterExpression
{
    /// <summary>What a match returns: tcpdump's default snapshot length. How much is really kept is not the filter's business.</summary>
    public const uint SnapLength = 262144;

    // tcpdump looks a netmask up for -f only. So "ip broadcast" means 255.255.255.255 and 0.0.0.0.
    private const uint Netmask = 0;

    /// <summary>An expression from the words of a command line. None is an expression that every packet matches.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words);

    /// <summary>Compiles an expression for the packets that XDP programs of an interface see, optimised.</summary>
    /// <param name="on">The interface.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="snapLength">What a match returns.</param>
    /// <exception cref="CaptureException">
    /// libpcap does not understand it, in its words, or is not there. Or it is not known what those packets look like.
    /// </exception>
    public static ClassicProgram CompileFor(NetworkInterface on, string expression, uint snapLength = SnapLength)
    {
        ArgumentNullException.ThrowIfNull(on);
        var linkType = DeviceLinkType.Of(on);
        if (linkType == LinkTypes.Unknown)
            throw new CaptureException(new FilterOnUnknownLinkType(on.Name, on.HardwareType));
        return Compile(expression, snapLength, linkType, on.Name);
    }

    /// <summary>Compiles an expression, optimised.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="snapLength">What a match returns.</param>
    /// <param name="linkType">LINKTYPE_ number of the packets; 1 is Ethernet.</param>
    /// <param name="on">An interface that has such packets, for reasons.</param>
    /// <exception cref="CaptureException">libpcap does not understand it, in its words, or is not there.</exception>
    public static ClassicProgram Compile(
        string expression, uint snapLength = SnapLength, ushort linkType = LinkTypes.Ethernet, string? on = null)
    {
        try
        {
            using var program = BpfProgram.Create((LinkLayers)LinkTypes.DataLinkOf(linkType), expression, optimize: 1, Netmask);
            return new([.. Read(program).Select(instruction => WithSnapLength(instruction, snapLength))]);
        }
        catch (PcapException exception)
        {
            throw linkType == LinkTypes.Ethernet || on is null
                ? new CaptureException(new FilterNotUnderstood(FilterReason.Shorten(expression), exception.Message), cause: exception)
                : new CaptureException(new FilterNotForLinkType(FilterReason.Shorten(expression), on, linkType, exception.Message),
                    cause: exception);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException)
        {
            throw new CaptureException(new FilterNeedsLibPcap(), cause: exception);
        }
    }

    /// <summary>SharpPcap has the program as a handle only: the address of libpcap's <c>struct bpf_program</c> (pcap/bpf.h).</summary>
    /// <remarks>
    /// <code>
    /// | u32 count | padding | address of count instructions, each { u16 code, u8 jt, u8 jf, u32 k } |
    /// </code>
    /// </remarks>
    private static unsafe ImmutableArray<ClassicInstruction> Read(BpfProgram program)
    {
        var held = false;
        program.DangerousAddRef(ref held);
        try
        {
            var record = (byte*)program.DangerousGetHandle();
            var count = *(int*)record;
            var at = *(byte**)(record + sizeof(nint));
            var instructions = ImmutableArray.CreateBuilder<ClassicInstruction>(count);
            for (var i = 0; i < count; i++, at += ClassicInstruction.Size)
                instructions.Add(new((ClassicCode)(*(ushort*)at), at[2], at[3], *(uint*)(at + 4)));
            return instructions.MoveToImmutable();
        }
        finally
        {
            program.DangerousRelease();
        }
    }

    /// <summary>
    /// SharpPcap always has libpcap compile for a snapshot length of 65536. That appears in a program as what a match
    /// returns and nowhere else, so it can be changed afterwards.
    /// </summary>
    private static ClassicInstruction WithSnapLength(ClassicInstruction instruction, uint snapLength) =>
        instruction is { Code: ClassicCode.RetK, K: not 0 } ? instruction with { K = snapLength } : instruction;
}
