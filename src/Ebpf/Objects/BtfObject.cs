using Ebpf.Btf;
using Ebpf.Sys;
using Linux;
using Linux.Files;

namespace Ebpf.Objects;

/// <summary>Type information in the kernel.</summary>
public sealed unsafe class BtfObject : IDisposable
{
    private BtfObject(FileDescriptorHandle handle) => Handle = handle;

    /// <summary>Its descriptor.</summary>
    public FileDescriptorHandle Handle { get; }

    /// <summary>Gives type information to the kernel.</summary>
    /// <exception cref="VerifierException">The kernel found fault with it and said what.</exception>
    /// <exception cref="BpfException">It refused without a word: EPERM.</exception>
    public static BtfObject Load(BtfBlob btf)
    {
        ReadOnlyMemory<byte> bytes = btf.Bytes;
        FileDescriptorHandle? Attempt(Span<byte> log, out Errno error)
        {
            fixed (byte* start = bytes.Span, logStart = log)
            {
                BtfLoadAttributes attributes = new()
                {
                    Btf = start,
                    BtfSize = (uint)bytes.Length,
                    Log = logStart,
                    LogSize = (uint)log.Length,
                    LogLevel = log.IsEmpty ? 0u : 1u,
                };
                return BpfSyscall.Open(BpfCommand.BtfLoad, ref attributes, out error);
            }
        }

        FileDescriptorHandle? handle = Attempt([], out Errno error);
        string log = "";
        handle ??= VerifierLog.Load(Attempt, out log, out _);
        return handle is null
            ? throw VerifierLog.Failure($"{BpfCommand.BtfLoad.UapiName()} of {bytes.Length} bytes", error, log)
            : new BtfObject(handle);
    }

    /// <summary>Opens type information, such as a program's.</summary>
    /// <exception cref="BpfException">ENOENT: there is none with this id. EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static BtfObject OpenById(uint id) => new(ObjectIds.Open(BpfCommand.BtfGetDescriptorById, id));

    /// <summary>Reads type information, such as a program's.</summary>
    /// <inheritdoc cref="OpenById" path="/exception"/>
    /// <exception cref="BtfFormatException">It cannot be read as such.</exception>
    public static BtfBlob LoadById(uint id)
    {
        using BtfObject btf = OpenById(id);
        return btf.Read();
    }

    /// <summary>Bytes of the running kernel's own types; null where the kernel does not tell (before Linux 5.11, without
    /// CAP_SYS_ADMIN, or built without).</summary>
    public static int? KernelLength()
    {
        try
        {
            foreach (uint id in ObjectIds.Walk(BpfCommand.BtfGetNextId))
            {
                if (ObjectIds.TryOpen(BpfCommand.BtfGetDescriptorById, id) is not { } handle)
                    continue;
                using BtfObject btf = new(handle);
                if (btf.IsKernelItself(out int length))
                    return length;
            }
        }
        catch (BpfException)
        {
            // It does not tell.
        }

        return null;
    }

    /// <summary>Modules' types are the kernel's, too, and have the module's name.</summary>
    private bool IsKernelItself(out int length)
    {
        ReadOnlySpan<byte> wanted = "vmlinux\0"u8;
        Span<byte> name = stackalloc byte[64];
        fixed (byte* start = name)
        {
            BtfInfoRecord record = new() { Name = start, NameLength = (uint)name.Length };
            ObjectIds.ReadInfo(Handle, ref record, "BTF");
            length = checked((int)record.BtfSize);
            return record.IsKernelBtf != 0 && name.StartsWith(wanted);
        }
    }

    /// <summary>Reads the type information back.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    /// <exception cref="BtfFormatException">It cannot be read as such.</exception>
    public BtfBlob Read()
    {
        BtfInfoRecord record = default;
        ObjectIds.ReadInfo(Handle, ref record, "BTF");
        byte[] bytes = new byte[checked((int)record.BtfSize)];
        fixed (byte* start = bytes)
        {
            record = new BtfInfoRecord { Btf = start, BtfSize = (uint)bytes.Length };
            ObjectIds.ReadInfo(Handle, ref record, "BTF");
        }
        return BtfBlob.Parse(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
