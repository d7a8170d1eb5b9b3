using PacketFiles;

namespace Kernel.Tests.Captures;

/// <summary>A capture file that is gone when disposed.</summary>
internal sealed class TracedFile : IDisposable
{
    private CaptureFile _content = new();

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"xdpdump-test-{Guid.NewGuid():N}.pcapng");

    public List<InterfaceDescription> Interfaces => _content.Interfaces;

    public List<CapturedPacket> Packets => _content.Packets;

    public List<InterfaceStatistics> Statistics => _content.Statistics;

    public void Read() => _content = CaptureFile.Read(Path);

    public void Dispose() => File.Delete(Path);
}
