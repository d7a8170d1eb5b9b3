using System.Buffers;
using System.Diagnostics;
using Capture.Model;
using Capture.Output;
using Capture.Sinks;
using Linux;
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
        var batch = new PacketBatch();
        var memory = GC.AllocateArray<byte>(Blocks.Length, pinned: true);
        Blocks.CopyTo(memory, 0);
        fixed (byte* first = memory)
        {
            for (var at = 0; EnhancedPacketView.TryParse(memory.AsSpan(at), out var packet); at += packet.BlockLength)
                Assert.True(batch.TryAppend(first + at, (uint)packet.BlockLength, point: 0));
        }

        var kept = 0;
        var sink = new PcapNgSink(new SectionHeader(), _ => new InterfaceDescription { Name = "eth0@fentry" });
        using (var output = OutputStream.Open(path))
        {
            sink.Begin(output);
            sink.AddPoints([new CapturePoint(0, "eth0", 2, 1, "xdp_main", CapturePosition.Entry)]);
            while (sink.Ended is null)
                kept += sink.Write(batch);
            sink.End([], 0, 0);
        }

        var file = File.ReadAllBytes(path);
        var packets = 0;
        foreach (var block in new PcapNgReader(file))
            packets += block.Type == BlockType.EnhancedPacket ? 1 : 0;
        Assert.Equal(new OutputFailed(path, Errno.ENOSPC, file.Length), sink.Ended);
        Assert.Equal(packets, kept);
        Assert.InRange(file.Length, (Pages - 1) * Environment.SystemPageSize - 1000, Pages * Environment.SystemPageSize);
    }

    [Fact]
    public void File_that_finds_no_room_at_all_is_not_left_behind()
    {
        Mount();
        var filler = Path.Combine(_folder, "filler");
        Assert.ThrowsAny<IOException>(() => File.WriteAllBytes(filler, new byte[(Pages + 1) * Environment.SystemPageSize]));
        var path = Path.Combine(_folder, "file.pcapng");

        var sink = new PcapNgSink(new SectionHeader(), _ => new InterfaceDescription());
        using (var output = OutputStream.Open(path))
            sink.Begin(output);

        Assert.Equal(new OutputFailed(path, Errno.ENOSPC, 0), sink.Ended);

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
    private static byte[] Blocks
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
