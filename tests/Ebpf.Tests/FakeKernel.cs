using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ebpf.Sys;
using Linux;
using Linux.Files;

namespace Ebpf.Tests;

/// <summary>Answers bpf(2) in the kernel's place, for the test that made it. Commands without an answer give EINVAL, as in a kernel without them.</summary>
internal sealed class FakeKernel : IDisposable
{
    private readonly Dictionary<BpfCommand, Answer> _answers = [];
    private readonly IDisposable _restore;

    internal FakeKernel() => _restore = BpfSyscall.Replace(Invoke);

    /// <summary>The kernel's side of one command: its result, or a negative errno.</summary>
    internal delegate int Answer(Span<byte> attributes, int size);

    /// <summary>What was asked, in order.</summary>
    internal List<(BpfCommand Command, int Size)> Calls { get; } = [];

    internal FakeKernel On(BpfCommand command, Answer answer)
    {
        _answers[command] = answer;
        return this;
    }

    internal FakeKernel Fail(BpfCommand command, Errno errno) => On(command, (_, _) => -errno.Value);

    /// <summary>A descriptor to give out: a real one, since its receiver closes it.</summary>
    internal static int NewDescriptor()
    {
        using FileDescriptorHandle handle = FileIo.Open("/dev/null", OpenFlags.ReadOnly);
        int descriptor = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return descriptor;
    }

    /// <summary>The attributes as their command's struct.</summary>
    internal static ref T As<T>(Span<byte> attributes) where T : unmanaged => ref MemoryMarshal.AsRef<T>(attributes);

    /// <summary>Answers BPF_OBJ_GET_INFO_BY_FD by letting <paramref name="fill"/> write into the asker's struct.</summary>
    internal unsafe FakeKernel OnInfo<T>(FillInfo<T> fill) where T : unmanaged => On(BpfCommand.ObjectGetInfoByDescriptor, (attributes, _) =>
    {
        ref InfoAttributes info = ref As<InfoAttributes>(attributes);
        Assert.Equal((uint)sizeof(T), info.InfoLength);
        fill(ref Unsafe.AsRef<T>(info.Info));
        return 0;
    });

    internal delegate void FillInfo<T>(ref T record);

    public void Dispose() => _restore.Dispose();

    private int Invoke(BpfCommand command, Span<byte> attributes, int size)
    {
        Calls.Add((command, size));
        return _answers.TryGetValue(command, out Answer? answer) ? answer(attributes, size) : -Errno.EINVAL.Value;
    }
}
