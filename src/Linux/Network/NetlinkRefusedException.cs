using System.Runtime.InteropServices;

namespace Linux.Network;

/// <summary>The kernel has answered a request with an error.</summary>
/// <param name="errno">Which.</param>
/// <param name="words">The same in words, as <see cref="NetlinkSocket.WantWords"/> has it; null where there are none.</param>
internal sealed class NetlinkRefusedException(Errno errno, string? words) : SystemCallException("netlink request", errno)
{
    private const ushort MessageText = 1; // NLMSGERR_ATTR_MSG

    /// <summary>The kernel's or the driver's words; null where there are none.</summary>
    public string? Words { get; } = words;

    /// <summary>Throws if an answer says that the request failed: struct nlmsgerr, linux/netlink.h.</summary>
    /// <param name="answer">Of type NLMSG_ERROR, or NLMSG_DONE, which carries an errno where a list fails midway.</param>
    /// <param name="required">Whether there has to be an errno.</param>
    /// <exception cref="InvalidDataException">It is cut short.</exception>
    internal static void ThrowIfError(NetlinkMessage answer, bool required)
    {
        var payload = answer.Payload;
        if (payload.Length < sizeof(int))
        {
            if (required)
                throw new InvalidDataException($"netlink error: {payload.Length} bytes, expected at least {sizeof(int)}");
            return;
        }

        var error = MemoryMarshal.Read<int>(payload);
        if (error < 0)
            throw new NetlinkRefusedException(new Errno(-error), answer.HasWords ? WordsBehind(payload[sizeof(int)..]) : null);
    }

    /// <summary>Behind the errno comes the request, or its header alone, and then attributes.</summary>
    private static string? WordsBehind(ReadOnlySpan<byte> request) =>
        request.Length > NetlinkMessage.HeaderSize
        && NetlinkAttribute.TryFind(request[NetlinkMessage.HeaderSize..], MessageText, out var text) && text.Text.Length > 0
            ? text.Text
            : null;
}
