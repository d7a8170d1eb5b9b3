namespace Bench.Testbeds;

/// <summary>A name for a new file on the disk that is measured: the project's own. What is there is removed when disposed.</summary>
internal sealed class ScratchFile : IDisposable
{
    /// <summary>Where, as ./bench says.</summary>
    private static readonly string s_folder = Environment.GetEnvironmentVariable("BENCH_FOLDER") ?? System.IO.Path.GetTempPath();

    public string Path { get; } = System.IO.Path.Combine(s_folder, $"bench-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(Path);
}
