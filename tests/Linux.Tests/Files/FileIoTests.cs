using System.IO.Pipes;
using System.Runtime.Versioning;
using Linux.Files;

namespace Linux.Tests.Files;

[SupportedOSPlatform("linux")]
public sealed unsafe class FileIoTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_that_cannot_be_opened_is_named_with_the_reason()
    {
        SystemCallException exception = Assert.Throws<SystemCallException>(() => FileIo.Open("/nowhere/at/all", OpenFlags.WriteOnly));
        Assert.Equal("open /nowhere/at/all: ENOENT (No such file or directory)", exception.Message);
        Assert.Equal("open /nowhere/at/all", exception.Operation);
        Assert.Equal(Errno.ENOENT, exception.Errno);
    }

    [Fact]
    public void Vectors_are_written_one_after_the_other()
    {
        using FileDescriptorHandle file = FileIo.Open(_path, OpenFlags.WriteOnly);
        Assert.Equal(5, Write(file, "ab"u8, "cde"u8, out Errno error));
        Assert.False(error.IsError);
        Assert.Equal(5, FileIo.Position(file));
        Assert.Equal("abcde", File.ReadAllText(_path));
    }

    [Fact]
    public void A_write_at_an_offset_leaves_the_position_alone()
    {
        using FileDescriptorHandle file = FileIo.Open(_path, OpenFlags.WriteOnly);
        Write(file, "0123"u8, "4567"u8, out _);
        fixed (byte* text = "xy"u8)
        {
            IoVector[] vectors = [new(text, 2)];
            Assert.Equal(2, FileIo.WriteVectorsAt(file, vectors, 3, out Errno error));
            Assert.False(error.IsError);
        }
        Assert.Equal(8, FileIo.Position(file));
        Assert.Equal("012xy567", File.ReadAllText(_path));
    }

    [Fact]
    public void A_file_open_for_appending_says_so()
    {
        using FileDescriptorHandle append = FileIo.Open(_path, OpenFlags.WriteOnly | OpenFlags.Append);
        using FileDescriptorHandle plain = FileIo.Open(_path, OpenFlags.WriteOnly);
        Assert.True(FileIo.IsAppend(append));
        Assert.False(FileIo.IsAppend(plain));
    }

    [Fact]
    public void A_file_is_cut_to_a_length()
    {
        File.WriteAllText(_path, "0123456789");
        using FileDescriptorHandle file = FileIo.Open(_path, OpenFlags.WriteOnly);
        FileIo.Truncate(file, 4);
        Assert.Equal("0123", File.ReadAllText(_path));
        Assert.Equal(4, FileStatus.Of(file).Length);
    }

    [Fact]
    public void Cutting_what_has_no_length_fails()
    {
        using FileDescriptorHandle device = FileIo.Open("/dev/null", OpenFlags.WriteOnly);
        SystemCallException exception = Assert.Throws<SystemCallException>(() => FileIo.Truncate(device, 4));
        Assert.Equal("ftruncate to 4 bytes: EINVAL (Invalid argument)", exception.Message);
    }

    [Fact]
    public void A_new_file_gets_the_mode_asked_for_and_an_existing_one_is_kept()
    {
        File.Delete(_path);
        using (FileIo.Open(_path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0b110_000_000))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));

        var flags = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive;
        Assert.Equal(Errno.EEXIST, Assert.Throws<SystemCallException>(() => FileIo.Open(_path, flags)).Errno);
    }

    [Fact]
    public void Kinds_of_files_are_told_apart()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using FileDescriptorHandle writer = Borrowed(pipe);
        using FileDescriptorHandle device = FileIo.Open("/dev/null", OpenFlags.WriteOnly);
        Assert.Equal(FileKind.Pipe, FileStatus.Of(writer).Kind);
        Assert.Equal(FileKind.Regular, FileStatus.Of(_path).Kind);
        Assert.Equal(FileKind.Other, FileStatus.Of(device).Kind);
    }

    [Fact]
    public void A_missing_file_has_no_status() => Assert.Equal(
        "statx /nowhere: ENOENT (No such file or directory)",
        Assert.Throws<SystemCallException>(() => FileStatus.Of("/nowhere")).Message);

    [Fact]
    public void A_pipe_has_no_positions()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using FileDescriptorHandle writer = Borrowed(pipe);
        Assert.Equal(Errno.ESPIPE, Assert.Throws<SystemCallException>(() => FileIo.Position(writer)).Errno);
        Assert.Equal(-1, FileIo.WriteVectorsAt(writer, [], 0, out Errno error));
        Assert.Equal(Errno.ESPIPE, error);
    }

    [Fact]
    public void A_pipe_that_is_full_takes_a_part_and_then_nothing()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        string sameEnd = $"/proc/self/fd/{pipe.SafePipeHandle.DangerousGetHandle()}";
        using FileDescriptorHandle writer = FileIo.Open(sameEnd, OpenFlags.WriteOnly | OpenFlags.NonBlocking);
        byte[] much = new byte[1 << 20];
        fixed (byte* start = much)
        {
            IoVector[] vectors = [new(start, 100_000), new(start, (nuint)much.Length)];
            long written = FileIo.WriteVectors(writer, vectors, out Errno error);
            Assert.False(error.IsError);
            Assert.InRange(written, 1, 1 << 20);
            Assert.Equal(-1, FileIo.WriteVectors(writer, vectors, out error));
            Assert.Equal(Errno.EAGAIN, error);
        }
    }

    [Fact]
    public void A_pipe_nobody_reads_is_broken_and_the_process_lives()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using FileDescriptorHandle writer = Borrowed(pipe);
        pipe.DisposeLocalCopyOfClientHandle();
        Assert.Equal(-1, Write(writer, "a"u8, "b"u8, out Errno error));
        Assert.Equal(Errno.EPIPE, error);
    }

    [Fact]
    public void A_full_disk_is_reported()
    {
        using FileDescriptorHandle full = FileIo.Open("/dev/full", OpenFlags.WriteOnly);
        Assert.Equal(-1, Write(full, "a"u8, "b"u8, out Errno error));
        Assert.Equal(Errno.ENOSPC, error);
    }

    [Fact]
    public void More_vectors_than_the_kernel_takes_are_written_in_part()
    {
        using FileDescriptorHandle file = FileIo.Open(_path, OpenFlags.WriteOnly);
        fixed (byte* one = "1"u8)
        {
            var vectors = new IoVector[FileIo.MaxVectors + 10];
            Array.Fill(vectors, new IoVector(one, 1));
            Assert.Equal(FileIo.MaxVectors, FileIo.WriteVectors(file, vectors, out _));
            Assert.Equal(FileIo.MaxVectors, FileIo.WriteVectorsAt(file, vectors, 0, out _));
        }
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        using FileDescriptorHandle file = FileIo.Open("/dev/null", OpenFlags.WriteOnly);
        Write(file, "warm"u8, "up"u8, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Write(file, "ab"u8, "cd"u8, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_closed_handle_is_refused()
    {
        FileDescriptorHandle file = FileIo.Open(_path, OpenFlags.WriteOnly);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => FileIo.Position(file));
    }

    private static FileDescriptorHandle Borrowed(AnonymousPipeServerStream pipe) =>
        new((int)pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);

    private static long Write(FileDescriptorHandle file, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out Errno error)
    {
        fixed (byte* a = first, b = second)
        {
            Span<IoVector> vectors = [new(a, (nuint)first.Length), new(b, (nuint)second.Length)];
            return FileIo.WriteVectors(file, vectors, out error);
        }
    }
}
