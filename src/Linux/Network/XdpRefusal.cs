using System.Buffers.Binary;
using Linux.Files;
using Linux.Native;

namespace Linux.Network;

/// <summary>What the kernel, or an interface's driver, says when it refuses an XDP program: links tell an errno only, netlink the words.</summary>
/// <remarks>
/// The same is asked for once more, by rtnetlink with NETLINK_EXT_ACK (linux/netlink.h, Linux 4.12), so only after refusals that will not turn
/// into a grant a moment later. Should it be granted all the same, it is taken back at once, unless another program is there by then.
/// </remarks>
internal static unsafe class XdpRefusal
{
    private const ushort SetLink = 19; // RTM_SETLINK
    private const ushort IflaXdp = 43, Nested = 0x8000; // IFLA_XDP, NLA_F_NESTED
    private const ushort XdpDescriptor = 1, XdpFlags = 3, XdpExpected = 8; // IFLA_XDP_FD, IFLA_XDP_FLAGS, IFLA_XDP_EXPECTED_FD
    private const uint OnlyIfNone = 1, OnlyIfExpected = 1 << 4; // XDP_FLAGS_UPDATE_IF_NOEXIST, XDP_FLAGS_REPLACE
    private const ushort RequestWithAnswer = 0x1 | 0x4; // NLM_F_REQUEST, NLM_F_ACK
    private const int SolNetlink = 270, CapAck = 10, ExtAck = 11; // SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK
    private const ushort HasAttributes = 0x200, MessageText = 1; // NLM_F_ACK_TLVS, NLMSGERR_ATTR_MSG

    /// <summary>Asks, in the calling thread's network namespace.</summary>
    /// <param name="program">An XDP program.</param>
    /// <param name="ifIndex">The interface.</param>
    /// <param name="modeFlags">XDP_FLAGS_SKB_MODE and the like.</param>
    /// <returns>The words; null where there are none.</returns>
    internal static string? Ask(FileDescriptorHandle program, int ifIndex, uint modeFlags)
    {
        try
        {
            using var socket = NetlinkSocket.Open();
            foreach (var option in (ReadOnlySpan<int>)[CapAck, ExtAck])
            {
                var on = 1;
                _ = LibC.SetSocketOption(socket.Handle, SolNetlink, option, &on, sizeof(int)); // without, there are no words
            }

            using var descriptor = program.Borrow();
            var (isGranted, words) = Request(socket.Handle, ifIndex, descriptor.Value, modeFlags | OnlyIfNone);
            if (isGranted)
                Request(socket.Handle, ifIndex, -1, modeFlags | OnlyIfExpected, expected: descriptor.Value);
            return words;
        }
        catch (Exception failure) when (failure is SystemCallException or InvalidDataException)
        {
            return null;
        }
    }

    private static (bool IsGranted, string? Words) Request(
        FileDescriptorHandle socket, int ifIndex, int program, uint flags, int? expected = null)
    {
        var message = Compose(ifIndex, program, flags, expected);
        fixed (byte* start = message)
        {
            if (LibC.Write(socket, start, (nuint)message.Length) < 0)
                return (false, null);
        }

        if (Poll.Wait([new PollEntry(socket, PollEvents.In)], timeoutMilliseconds: 1000) == 0)
            return (false, null);
        var answer = new byte[8192];
        fixed (byte* start = answer)
        {
            var length = LibC.Read(socket, start, (nuint)answer.Length);
            return length > 0 ? Parse(answer.AsSpan(0, (int)length)) : (false, null);
        }
    }

    private static byte[] Compose(int ifIndex, int program, uint flags, int? expected)
    {
        List<byte> nest = [];
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(word, program);
        NetlinkAttribute.Append(nest, XdpDescriptor, word);
        BinaryPrimitives.WriteUInt32LittleEndian(word, flags);
        NetlinkAttribute.Append(nest, XdpFlags, word);
        if (expected is { } there)
        {
            BinaryPrimitives.WriteInt32LittleEndian(word, there);
            NetlinkAttribute.Append(nest, XdpExpected, word);
        }

        List<byte> message = [.. new byte[NetlinkMessage.HeaderSize + LinkMessage.IfInfoSize]];
        NetlinkAttribute.Append(message, IflaXdp | Nested, nest.ToArray());
        var bytes = message.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), SetLink);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), RequestWithAnswer);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(NetlinkMessage.HeaderSize + 4), ifIndex);
        return bytes;
    }

    /// <summary>An errno, the header of the request, and attributes.</summary>
    /// <exception cref="InvalidDataException">It is cut short.</exception>
    internal static (bool IsGranted, string? Words) Parse(ReadOnlySpan<byte> answer)
    {
        const int Error = NetlinkMessage.HeaderSize, Attributes = Error + sizeof(int) + NetlinkMessage.HeaderSize;
        if (answer.Length < Error + sizeof(int))
            return (false, null);
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(answer[6..]);
        var isGranted = BinaryPrimitives.ReadInt32LittleEndian(answer[Error..]) == 0;
        var words = (flags & HasAttributes) != 0 && answer.Length > Attributes
            && NetlinkAttribute.TryFind(answer[Attributes..], MessageText, out var text) && text.Text.Length > 0
                ? text.Text
                : null;
        return (isGranted, words);
    }
}
