namespace Xdpdump;

/// <summary>What uname(2) says, read from where the kernel shows it.</summary>
internal sealed record SystemName(string System, string Node, string Release, string Version, string Machine)
{
    public static SystemName Current { get; } =
        new(Read("ostype"), Read("hostname"), Read("osrelease"), Read("version"), MachineName());

    private static string Read(string name) => File.ReadAllText($"/proc/sys/kernel/{name}").TrimEnd('\n');

    /// <summary>uname's word for the processor; /proc/sys/kernel/arch has it only since Linux 6.1.</summary>
    private static string MachineName() => global::System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
    {
        global::System.Runtime.InteropServices.Architecture.X64 => "x86_64",
        global::System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
