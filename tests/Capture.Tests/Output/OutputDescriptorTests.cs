using System.Diagnostics;
using Capture.Output;
using Linux;
using Linux.Files;

namespace Capture.Tests.Output;

/// <summary>Outputs on real files, pipes and devices.</summary>
public sealed class OutputDescriptorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xdpdump-output-").FullName;

    private string InFolder => Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Existing_file_keeps_its_content_until_capture_is_live()
    {
        File.WriteAllText(InFolder, "precious");

        using (var output = OutputStream.Open(InFolder))
        {
            Assert.Equal("precious", File.ReadAllText(InFolder));
            output.Begin();
            Assert.Equal("", File.ReadAllText(InFolder));
            Write(output, "ab");
            Write(output, "cd");
        }

        Assert.Equal("abcd", File.ReadAllText(InFolder));
    }

    [Fact]
    public void Existing_file_is_untouched_when_capture_never_went_live()
    {
        File.WriteAllText(InFolder, "precious");

        OutputStream.Open(InFolder).Dispose();

        Assert.Equal("precious", File.ReadAllText(InFolder));
    }

    [Fact]
    public void Existing_empty_file_is_not_ours_to_remove()
    {
        File.WriteAllText(InFolder, "");

        OutputStream.Open(InFolder).Dispose();

        Assert.True(File.Exists(InFolder));
    }

    [Fact]
    public void File_made_here_is_removed_when_capture_never_went_live()
    {
        using (OutputStream.Open(InFolder))
            Assert.True(File.Exists(InFolder));

        Assert.False(File.Exists(InFolder));
    }

    [Fact]
    public void File_made_here_is_removed_when_nothing_could_be_written()
    {
        using (var output = OutputStream.Open(InFolder))
            output.Begin();

        Assert.False(File.Exists(InFolder));
    }

    [Fact]
    public void File_made_here_is_removed_once_however_often_the_output_is_disposed()
    {
        using var output = OutputStream.Open(InFolder);
        output.Dispose();
        File.WriteAllText(InFolder, "somebody's");
        output.Dispose();

        Assert.Equal("somebody's", File.ReadAllText(InFolder));
    }

    [Fact]
    public void File_made_here_stays_once_there_is_something_in_it()
    {
        using (var output = OutputStream.Open(InFolder))
        {
            output.Begin();
            Write(output, "x");
        }

        Assert.Equal("x", File.ReadAllText(InFolder));
    }

    [Fact]
    public void File_named_by_a_link_to_nothing_is_made_and_removed_and_the_link_stays()
    {
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, "file");

        using (OutputStream.Open(link))
            Assert.True(File.Exists(InFolder));

        Assert.False(File.Exists(InFolder));
        Assert.Equal("file", new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void Path_that_cannot_be_written_is_found_out_when_opening()
    {
        AssertRefused(_folder, Errno.EISDIR, "Is a directory");
        AssertRefused(Path.Combine(_folder, "no", "file"), Errno.ENOENT, "No such file or directory");
        AssertRefused("/proc/version/file", new Errno(20), "Not a directory");
        AssertRefused("", Errno.ENOENT, "No such file or directory");
        Assert.Empty(Directory.GetFileSystemEntries(_folder));

        static void AssertRefused(string path, Errno errno, string words)
        {
            var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open(path));
            Assert.Equal(errno, error.Errno);
            Assert.StartsWith($"Cannot write {path}: {words}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Link_that_leads_in_a_circle_is_refused()
    {
        File.CreateSymbolicLink(InFolder, "file");

        var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open(InFolder));

        Assert.Equal($"Cannot write {InFolder}: Too many levels of symbolic links", error.Message);
    }

    [Fact]
    public void Descriptor_open_for_appending_goes_on_behind_what_is_there()
    {
        File.WriteAllText(InFolder, "before ");
        using var handle = FileIo.Open(InFolder, OpenFlags.WriteOnly | OpenFlags.Append);

        using (var output = OutputStream.OfDescriptor(handle, "standard output", isBinary: true))
        {
            output.Begin();
            Write(output, "after");
            output.KeepOnly(3);
        }

        Assert.Equal("before aft", File.ReadAllText(InFolder));
    }

    [Fact]
    public void Descriptor_of_a_file_goes_on_at_the_position_it_shares_and_moves_it()
    {
        File.WriteAllText(InFolder, "before------");
        using var handle = FileIo.Open(InFolder, OpenFlags.ReadWrite);
        Assert.Equal("before"u8.Length, FileIo.WriteVectors(handle, new PinnedSpans("before"u8.ToArray()).Vectors, out _));
        using var output = OutputStream.OfDescriptor(handle, "standard output", isBinary: true);

        output.Begin();
        Write(output, " mid");

        Assert.Equal("before mid--", File.ReadAllText(InFolder));
        Assert.Equal(10, FileIo.Position(handle));
    }

    [Fact]
    public async Task Pipe_with_a_slow_reader_gets_everything()
    {
        var memory = new PinnedSpans(Enumerable.Range(0, 3000).Select(i => Enumerable.Repeat((byte)i, i % 257).ToArray()));
        using var pipe = new TestPipe();
        using var output = OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true);
        output.Begin();

        var writing = Task.Run(() =>
        {
            var error = output.Write(memory.Vectors, out _);
            pipe.CloseWritingEnd();
            return error;
        });
        var read = new MemoryStream();
        var buffer = new byte[7777];
        for (int got; (got = pipe.ReadingEnd.Read(buffer)) > 0;)
            read.Write(buffer, 0, got);

        Assert.Equal(Errno.None, await writing);
        Assert.Equal(memory.Bytes, read.ToArray());
    }

    [Fact]
    public async Task Fifo_that_does_not_block_and_is_full_is_waited_for()
    {
        Run("mkfifo", InFolder);
        using var reading = FileIo.Open(InFolder, OpenFlags.ReadWrite);
        using var handle = FileIo.Open(InFolder, OpenFlags.WriteOnly | OpenFlags.NonBlocking);
        var memory = new PinnedSpans(Enumerable.Range(0, 300).Select(_ => new byte[1000]));
        using var output = OutputStream.OfDescriptor(handle, "standard output", isBinary: true);
        output.Begin();

        var writing = Task.Run(() => output.Write(memory.Vectors, out _));
        using var reader = new FileStream(InFolder, FileMode.Open, FileAccess.Read);
        var left = memory.Bytes.Length;
        for (var buffer = new byte[5000]; left > 0;)
            left -= reader.Read(buffer);

        Assert.Equal(Errno.None, await writing);
    }

    [Fact]
    public void Fifo_is_written_in_sequence_and_left_where_it_is()
    {
        Run("mkfifo", InFolder);
        using var reading = FileIo.Open(InFolder, OpenFlags.ReadWrite);

        using (var output = OutputStream.Open(InFolder))
        {
            output.Begin();
            Write(output, "ab");
            Write(output, "cd");
        }

        var read = new byte[4];
        using var reader = new FileStream(InFolder, FileMode.Open, FileAccess.Read);
        reader.ReadExactly(read);
        Assert.Equal("abcd"u8.ToArray(), read);
    }

    [Fact]
    public void Pipe_nobody_reads_is_an_error_and_no_signal()
    {
        using var pipe = new TestPipe();
        pipe.CloseReadingEnd();
        using var output = OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true);

        Assert.Equal(Errno.EPIPE, output.Write(new PinnedSpans([1]).Vectors, out _));
    }

    [Fact]
    public void Full_device_is_an_error()
    {
        using var output = OutputStream.Open("/dev/full");
        output.Begin();

        Assert.Equal(Errno.ENOSPC, output.Write(new PinnedSpans([1]).Vectors, out var accepted));
        Assert.Equal(0, accepted);
    }

    [Fact]
    public void Binary_output_to_a_terminal_is_refused_with_a_way_out()
    {
        using var terminal = FileIo.Open("/dev/ptmx", OpenFlags.ReadWrite);

        var error = Assert.Throws<OutputFailedException>(() => OutputStream.OfDescriptor(terminal, "standard output", isBinary: true));

        Assert.Equal(
            "Cannot write standard output: it is a terminal; name a file, or pipe into a program, such as tcpdump -r -", error.Message);
    }

    [Fact]
    public void Text_to_a_terminal_is_welcome()
    {
        using var terminal = FileIo.Open("/dev/ptmx", OpenFlags.ReadWrite);
        using var output = OutputStream.OfDescriptor(terminal, "standard output", isBinary: false);

        output.Begin();
    }

    [Fact]
    public void Standard_output_is_still_there_after_a_sink_has_used_it()
    {
        for (var i = 0; i < 2; i++)
            OutputStream.StandardOutput().Dispose();
    }

    [Fact]
    public void Closed_standard_output_is_found_out_when_opening()
    {
        using var closed = new FileDescriptorHandle(987_654, ownsHandle: false);

        Assert.Equal(
            Errno.EBADF,
            Assert.Throws<OutputFailedException>(() => OutputStream.OfDescriptor(closed, "standard output", isBinary: false)).Errno);
    }

    private static void Write(OutputStream output, string text) =>
        Assert.Equal(Errno.None, output.Write(new PinnedSpans(System.Text.Encoding.UTF8.GetBytes(text)).Vectors, out _));

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
