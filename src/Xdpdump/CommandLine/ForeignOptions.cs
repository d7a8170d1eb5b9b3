namespace Xdpdump.CommandLine;

/// <summary>Options of tcpdump and dumpcap that have no place here, and what does what they did.</summary>
internal static class ForeignOptions
{
    private const string Decoding =
        "how packets are decoded is the business of who reads them: xdpdump -i IF -w - | tcpdump -r - has all of tcpdump's options for that";

    private const string LinkType = "the link type is that of the interface and cannot be chosen; leave it out";
    private const string Clock = "times are those of the kernel's clock when the packet came, and there is no other to choose; leave it out";
    private const string Precision = "times always have nanoseconds; leave it out";
    private const string Direction = "an XDP program sees what its interface receives, so there is no direction to choose; leave it out";
    private const string Naming = "capture points have names of their own in the file; leave it out";
    private const string Logging = "-v and -vv have more said";

    private const string Reading = "files are read by tcpdump -r and Wireshark";
    private const string Splitting =
        "one file is written; xdpdump -i IF -w - | tcpdump -r - -w FILE has all of tcpdump's options for several";

    private static readonly Dictionary<string, string> s_advice = new()
    {
        ["-a"] = "-c ends a capture after so many packets, and timeout(1) after so many seconds",
        ["-A"] = Decoding,
        ["-b"] = Splitting,
        ["-C"] = Splitting,
        ["-e"] = Decoding,
        ["-G"] = Splitting,
        ["-q"] = Decoding,
        ["-r"] = Reading,
        ["-t"] = Decoding,
        ["-V"] = Reading,
        ["-W"] = Splitting,
        ["-z"] = Splitting,
        ["-Z"] = "start xdpdump as that user, with the capabilities it takes (setpriv, or a systemd service)",
        ["-E"] = "packets are not decrypted here: write them with -w and have tcpdump or Wireshark do it",
        ["-f"] = "a filter stands at the end of the line and needs no option, or in a file that -F names",
        ["-g"] = "new files are for their owner alone; chmod g+r has a group read them",
        ["-H"] = Decoding,
        ["-I"] = "XDP has no monitor mode; tcpdump captures at monitor interfaces",
        ["-j"] = Clock,
        ["-J"] = Clock,
        ["-k"] = "channels are set with iw; leave it out",
        ["-K"] = Decoding,
        ["-L"] = LinkType,
        ["-m"] = Decoding,
        ["-M"] = Decoding,
        ["-N"] = Decoding,
        ["-O"] = "the filter is always optimized, and -d shows it; leave it out",
        ["-Q"] = Direction,
        ["-S"] = Decoding,
        ["-T"] = Decoding,
        ["-u"] = Decoding,
        ["-y"] = LinkType,
        ["--absolute-tcp-sequence-numbers"] = Decoding,
        ["--capture-comment"] = "editcap --capture-comment writes one into a file",
        ["--direction"] = Direction,
        ["--dont-verify-checksums"] = Decoding,
        ["--ifdescr"] = Naming,
        ["--ifname"] = Naming,
        ["--immediate-mode"] = "packets are shown at once anyway; leave it out",
        ["--linktype"] = LinkType,
        ["--list-data-link-types"] = LinkType,
        ["--list-remote-interfaces"] = "start xdpdump on the other machine: ssh HOST xdpdump -i IF -w - | wireshark -k -i -",
        ["--list-time-stamp-types"] = Clock,
        ["--log-debug"] = Logging,
        ["--log-domains"] = Logging,
        ["--log-fatal"] = Logging,
        ["--log-file"] = Logging,
        ["--log-level"] = Logging,
        ["--log-noisy"] = Logging,
        ["--micro"] = Precision,
        ["--monitor-mode"] = "XDP has no monitor mode; tcpdump captures at monitor interfaces",
        ["--nano"] = Precision,
        ["--no-optimize"] = "the filter is always optimized, and -d shows it; leave it out",
        ["--no-promiscuous-mode"] = "an interface is left as it is unless -P is given; leave it out",
        ["--temp-dir"] = "nothing is written to a file that -w does not name; leave it out",
        ["--time-stamp-precision"] = Precision,
        ["--time-stamp-type"] = Clock,
    };

    /// <summary>What to do instead; null where there is nothing to say.</summary>
    public static string? Advice(string name) => s_advice.GetValueOrDefault(name);
}
