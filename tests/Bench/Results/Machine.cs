using System.ComponentModel;
using Kernel.Tests.Support;

namespace Bench.Results;

/// <summary>Where something was measured. What the machine does not tell is "unknown".</summary>
internal sealed record Machine
{
    private const string Unknown = "unknown";

    private readonly string _loadBefore = Load();

    public string Processor { get; } = $"{CpuInfo("model name")} (family {CpuInfo("cpu family")}, model {CpuInfo("model")}, stepping {CpuInfo("stepping")})";

    /// <summary>Of one core.</summary>
    public string SecondLevelCache { get; } = SecondLevel();

    /// <summary>Of the cores that share one.</summary>
    public string ThirdLevelCache { get; } = Cache(3);

    /// <summary>CPUs that are online.</summary>
    public int Processors { get; } = File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line[3] != ' ');

    public string Kernel { get; } = Or(() => File.ReadAllText("/proc/sys/kernel/osrelease").Trim());

    /// <summary>Version of the package that the public xdpdump is of.</summary>
    public string PublicTool { get; } = Or(PackageVersion);

    /// <summary>The kernel's average of the last minute, when this was made and now: what else ran, and the bench itself.</summary>
    public string LoadAverage => $"{_loadBefore} to {Load()}";

    public override string ToString() =>
        $"{Processor}, L2 {SecondLevelCache}, L3 {ThirdLevelCache}, {Processors} CPUs, Linux {Kernel}, xdp-tools {PublicTool}, load {LoadAverage}";

    private static string Load() => Or(() => File.ReadAllText("/proc/loadavg").Split(' ')[0]);

    private static string CpuInfo(string field) => Or(() => File.ReadLines("/proc/cpuinfo")
        .Select(line => line.Split(':', 2)).First(parts => parts.Length == 2 && parts[0].Trim() == field)[1].Trim());

    /// <summary>Virtual machines leave it out of sysfs at times.</summary>
    private static string Cache(int level) => Or(() => Directory.GetDirectories("/sys/devices/system/cpu/cpu0/cache", "index*")
        .Where(index => Read(index, "level") == $"{level}" && Read(index, "type") != "Instruction").Select(index => Read(index, "size")).First());

    /// <summary>Of AMD's processors the kernel calls this one the cache size (arch/x86/kernel/cpu/cacheinfo.c), of others the last one.</summary>
    private static string SecondLevel() => Cache(2) is var told && told == Unknown && CpuInfo("vendor_id") == "AuthenticAMD" ? CpuInfo("cache size") : told;

    private static string Read(string folder, string name) => File.ReadAllText(Path.Combine(folder, name)).Trim();

    private static string PackageVersion() => TestNetwork.Shell("dpkg-query", "--show", "--showformat=${Version}", "xdp-tools");

    private static string Or(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or InvalidOperationException or Win32Exception)
        {
            return Unknown;
        }
    }
}
