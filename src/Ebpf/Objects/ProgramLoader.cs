using System.Text;
using Ebpf.Asm;
using Ebpf.Sys;
using Linux;
using Linux.Files;

namespace Ebpf.Objects;

/// <summary>Turns one spec into BPF_PROG_LOAD's attributes, and asks for the verifier's log only when something went wrong.</summary>
internal sealed unsafe class ProgramLoader : IDisposable
{
    private readonly ProgramSpec _spec;
    private readonly List<FileDescriptorHandle> _borrowed = [];
    private readonly byte[] _instructions;
    private readonly byte[] _license;
    private readonly byte[] _functions;
    private readonly BtfObject? _btf;
    private readonly ProgramLoadAttributes _attributes;

    internal ProgramLoader(ProgramSpec spec, IReadOnlyDictionary<string, BpfMap> maps)
    {
        _spec = spec;
        ObjectName name = ObjectNames.ToRecord(spec.Name);
        try
        {
            _instructions = Resolve(spec, maps);
            _license = Encoding.UTF8.GetBytes(spec.License + '\0');
            _functions = ToBytes(spec.Functions);
            _btf = spec.Btf is null ? null : BtfObject.Load(spec.Btf);
            _attributes = new ProgramLoadAttributes
            {
                ProgramType = (uint)spec.Type,
                InstructionCount = (uint)spec.Code.Instructions.Length,
                Flags = (uint)spec.Flags,
                Name = name,
                ExpectedAttachType = (uint)(spec.ExpectedAttachType ?? 0),
                BtfDescriptor = _btf is null ? 0 : Borrow(_btf.Handle),
                FunctionInfoRecordSize = spec.Functions.Count == 0 ? 0u : FunctionInfo.Size,
                FunctionInfoCount = (uint)spec.Functions.Count,
                AttachBtfId = spec.AttachBtfId?.Value ?? 0,
                AttachProgramDescriptor = spec.AttachTarget is null ? 0 : Borrow(spec.AttachTarget.Handle),
            };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Loads without a log; when that fails, once more with one, since writing it costs time and nobody reads it otherwise.
    /// </summary>
    internal FileDescriptorHandle Load(bool keepLog, out string? log)
    {
        log = null;
        Errno firstError = Errno.None;
        if (!keepLog && Attempt([], out firstError) is { } handle)
            return handle;

        FileDescriptorHandle? logged = VerifierLog.Load(Attempt, out string text, out Errno error);
        if (logged is not null)
        {
            log = keepLog ? text : null;
            return logged;
        }

        // The log alone may have been too much: what matters is how the load goes without it.
        if (keepLog && error == Errno.ENOSPC && Attempt([], out firstError) is { } unlogged)
        {
            log = text;
            return unlogged;
        }
        throw VerifierLog.Failure($"{BpfCommand.ProgramLoad.UapiName()} {_spec.Name}", firstError.IsError ? firstError : error, text);
    }

    public void Dispose()
    {
        foreach (FileDescriptorHandle handle in _borrowed)
            handle.DangerousRelease();
        _borrowed.Clear();
        _btf?.Dispose();
    }

    private FileDescriptorHandle? Attempt(Span<byte> log, out Errno error)
    {
        fixed (byte* instructions = _instructions, license = _license, functions = _functions, logStart = log)
        {
            ProgramLoadAttributes attributes = _attributes;
            attributes.Instructions = instructions;
            attributes.License = license;
            attributes.FunctionInfo = functions;
            attributes.LogLevel = log.IsEmpty ? 0u : 1u;
            attributes.LogSize = (uint)log.Length;
            attributes.Log = logStart;
            return BpfSyscall.Open(BpfCommand.ProgramLoad, ref attributes, out error);
        }
    }

    private byte[] Resolve(ProgramSpec spec, IReadOnlyDictionary<string, BpfMap> maps)
    {
        byte[] bytes = spec.Code.ToBytes();
        foreach (MapReference reference in spec.Code.MapReferences)
        {
            if (!maps.TryGetValue(reference.MapName, out BpfMap? map))
            {
                string given = maps.Count == 0 ? "none" : string.Join(", ", maps.Keys);
                throw new ArgumentException($"{spec.Name} refers to a map '{reference.MapName}'; given are: {given}", nameof(maps));
            }

            int index = reference.InstructionIndex;
            Instruction resolved = spec.Code.Instructions[index] with { Immediate = Borrow(map.Handle) };
            resolved.WriteTo(bytes.AsSpan(index * Instruction.Size));
        }
        return bytes;
    }

    private int Borrow(FileDescriptorHandle handle)
    {
        bool added = false;
        handle.DangerousAddRef(ref added);
        _borrowed.Add(handle);
        return (int)handle.DangerousGetHandle();
    }

    private static byte[] ToBytes(IReadOnlyList<FunctionInfo> functions)
    {
        byte[] bytes = new byte[functions.Count * FunctionInfo.Size];
        for (int i = 0; i < functions.Count; i++)
            functions[i].WriteTo(bytes.AsSpan(i * FunctionInfo.Size));
        return bytes;
    }
}
