using System.Buffers;
using System.Diagnostics;
using Capture;
using Capture.Sinks;
using Ebpf.Sys;
using PacketFiles;

namespace Kernel.Tests.Sinks;

/// <summary>A file system that really fills up: a tmpfs of a few pages, which takes root to mount.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Pages = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("xdpdump-full-").FullName;
    private bool _mounted;

    public void Dispose()
    {
        if (_mounted)
            Run("umount", _folder);
        Directory.Delete(_folder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public unsafe void File_on_a_full_disk_ends_with_a_whole_packet_and_says_how_many_it_holds(bool existed)
    {
        Mount();
        var path = Path.Combine(_folder, "file.pcapng");
        if (existed)
            File.WriteAllBytes(path, new byte[5000]);
        var memory = GC.AllocateArray<byte>(Spans.Length, pinned: true);
        Spans.CopyTo(memory, 0);
        long kept = 0;
        OutputFailedException? error = null;
        using (var sink = new PcapNgSink(OutputStream.Open(path), new SectionHeader(), _ => new InterfaceDescription { Name = "eth0@fentry" }))
        {
            sink.Begin();
            sink.AddPoints([new CapturePoint(0, "eth0", 2, 1, "xdp_main", CapturePosition.Entry)]);
            fixed (byte* first = memory)
            {
                var vector = new IoVector(first, (nuint)memory.Length);
                try
                {
                    while (true)
                        kept += sink.Write(new ReadOnlySpan<IoVector>(in vector), 10);
                }
                catch (OutputFailedException e)
                {
                    error = e;
                }
            }
            sink.End([], 0, 0);
        }

        var file = File.ReadAllBytes(path);
        var packets = 0;
        foreach (var block in new PcapNgReader(file))
            packets += block.Type == BlockType.EnhancedPacket ? 1 : 0;
        Assert.Equal(Errno.ENOSPC, error.Errno);
        Assert.Equal((packets, file.Length), (error.RecordsKept, error.BytesKept));
        Assert.InRange(packets, kept, kept + 9);
        Assert.InRange(file.Length, (Pages - 1) * Environment.SystemPageSize - 1000, Pages * Environment.SystemPageSize);
        Assert.Equal($"Cannot write {path}: No space left on device; {packets} packets ({file.Length} bytes) were kept", error.Message);
    }

    [Fact]
    public void File_that_finds_no_room_at_all_is_not_left_behind()
    {
        Mount();
        var filler = Path.Combine(_folder, "filler");
        Assert.ThrowsAny<IOException>(() => File.WriteAllBytes(filler, new byte[(Pages + 1) * Environment.SystemPageSize]));
        var path = Path.Combine(_folder, "file.pcapng");

        using (var sink = new PcapNgSink(OutputStream.Open(path), new SectionHeader(), _ => new InterfaceDescription()))
            Assert.Equal(Errno.ENOSPC, Assert.Throws<OutputFailedException>(sink.Begin).Errno);

        Assert.Equal([filler], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Read_only_file_system_is_found_out_when_opening()
    {
        Mount("ro");

        var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open(Path.Combine(_folder, "file.pcapng")));

        Assert.Equal(Errno.EROFS, error.Errno);
    }

    /// <summary>Ten packets of odd sizes.</summary>
    private static byte[] Spans
    {
        get
        {
            var output = new ArrayBufferWriter<byte>();
            var writer = new PcapNgWriter(output);
            for (var i = 0; i < 10; i++)
                writer.WriteEnhancedPacket(new EnhancedPacket { Data = new byte[37 * i], PacketId = 1 });
            return output.WrittenSpan.ToArray();
        }
    }

    private void Mount(string option = "rw")
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("mounting a small tmpfs takes root");
        _mounted = Run("mount", "-t", "tmpfs", "-o", $"{option},size={Pages * Environment.SystemPageSize}", "none", _folder);
        Assert.SkipUnless(_mounted, "a tmpfs may not be mounted here");
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
