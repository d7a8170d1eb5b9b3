using Ebpf.Sys;
using Linux;
using Linux.Files;

namespace Ebpf.Objects;

/// <summary>A map in the kernel, kept there as long as this is open or a program uses it.</summary>
public sealed unsafe class BpfMap : IDisposable
{
    private readonly string _name;
    private readonly MapType _type;
    private readonly uint _valueSize;
    private readonly uint _maxEntries;

    private BpfMap(FileDescriptorHandle handle, MapType type, uint keySize, uint valueSize, uint maxEntries, string name)
    {
        Handle = handle;
        _name = name.Length > 0 ? name : type.ToString();
        _type = type;
        _valueSize = valueSize;
        _maxEntries = maxEntries;
        KeyLength = checked((int)keySize);
        ValueLength = LookupLength(type, valueSize);
    }

    /// <summary>The map's descriptor. A ring buffer's can be polled, a mappable array's and a ring buffer's can be mapped.</summary>
    public FileDescriptorHandle Handle { get; }

    /// <summary>Bytes of a key.</summary>
    public int KeyLength { get; }

    /// <summary>
    /// Bytes that a lookup gives and an update takes: one value, or one per possible CPU, each rounded up to 8 bytes, where CPUs have
    /// their own.
    /// </summary>
    public int ValueLength { get; }

    /// <summary>Bytes of the memory <see cref="MapMemory"/> maps: the values, each rounded up to 8 bytes, in whole pages.</summary>
    public long MemoryLength
    {
        get
        {
            long page = Environment.SystemPageSize;
            long bytes = checked(WholeWords(_valueSize) * _maxEntries);
            return checked(bytes + page - 1) / page * page;
        }
    }

    /// <summary>Creates a map.</summary>
    /// <exception cref="BpfException">EPERM: a missing privilege, or before 5.11 the memory-lock limit. E2BIG, ENOMEM: too large. EINVAL:
    /// such a map cannot be, or the kernel does not know it.</exception>
    /// <exception cref="ArgumentException">The name has a character the kernel does not take.</exception>
    public static BpfMap Create(MapSpec spec)
    {
        MapCreateAttributes attributes = new()
        {
            MapType = (uint)spec.Type,
            KeySize = spec.KeySize,
            ValueSize = spec.ValueSize,
            MaxEntries = spec.MaxEntries,
            Flags = (uint)spec.Flags,
            Name = ObjectNames.ToRecord(spec.Name),
        };
        FileDescriptorHandle? handle = BpfSyscall.Open(BpfCommand.MapCreate, ref attributes, out Errno error);
        return handle is null
            ? throw BpfException.Of(BpfCommand.MapCreate, spec.Name.Length > 0 ? spec.Name : spec.Type.ToString(), error)
            : new BpfMap(handle, spec.Type, spec.KeySize, spec.ValueSize, spec.MaxEntries, spec.Name);
    }

    /// <summary>Ids of all maps, ascending, while they come and go.</summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static IEnumerable<uint> Ids() => ObjectIds.Walk(BpfCommand.MapGetNextId);

    /// <summary>Opens a map.</summary>
    /// <exception cref="BpfException">ENOENT: there is none with this id. EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static BpfMap OpenById(uint id) => Opened(ObjectIds.Open(BpfCommand.MapGetDescriptorById, id));

    /// <summary>Opens a map; null if there is none with this id, as when it went away during a walk.</summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static BpfMap? TryOpenById(uint id) =>
        ObjectIds.TryOpen(BpfCommand.MapGetDescriptorById, id) is { } handle ? Opened(handle) : null;

    /// <summary>Asks the kernel about the map.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public MapInfo GetInfo() => ReadInfo(Handle);

    /// <summary>Reads the value of <paramref name="key"/>.</summary>
    /// <param name="key"><see cref="KeyLength"/> bytes.</param>
    /// <param name="value">Room for <see cref="ValueLength"/> bytes.</param>
    /// <returns>False if there is no such key; <paramref name="value"/> is untouched then.</returns>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="BpfException">The map's kind has no lookup.</exception>
    public bool Lookup(ReadOnlySpan<byte> key, Span<byte> value) => Access(BpfCommand.MapLookupElement, key, value, 0, Errno.ENOENT);

    /// <summary>Sets the value of <paramref name="key"/>.</summary>
    /// <param name="key"><see cref="KeyLength"/> bytes.</param>
    /// <param name="value"><see cref="ValueLength"/> bytes.</param>
    /// <param name="mode">When.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="BpfException">EEXIST, ENOENT: <paramref name="mode"/> does not allow it. E2BIG: full, or beyond the array.
    /// </exception>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, UpdateMode mode = UpdateMode.Always) =>
        Access(BpfCommand.MapUpdateElement, key, value, (ulong)mode, Errno.None);

    /// <summary>The same, where a refusal is an answer.</summary>
    /// <returns>False when the kernel refused with <paramref name="refusal"/>.</returns>
    /// <exception cref="BpfException">Another errno.</exception>
    internal bool TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Errno refusal) =>
        Access(BpfCommand.MapUpdateElement, key, value, 0, refusal);

    /// <summary>Removes <paramref name="key"/>.</summary>
    /// <param name="key"><see cref="KeyLength"/> bytes.</param>
    /// <returns>False if there is no such key.</returns>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    /// <exception cref="BpfException">EINVAL: an array's entries cannot be removed.</exception>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        CheckKey(key.Length);
        fixed (byte* keyStart = key)
            return Access(BpfCommand.MapDeleteElement, keyStart, null, 0, Errno.ENOENT);
    }

    /// <summary>Gives the key after <paramref name="key"/>, in no particular order.</summary>
    /// <param name="key"><see cref="KeyLength"/> bytes; empty for the first key. A key that is gone starts over.</param>
    /// <param name="next">Room for <see cref="KeyLength"/> bytes.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="BpfException">The map's kind has no keys to walk.</exception>
    public bool NextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        if (!key.IsEmpty)
            CheckKey(key.Length);
        CheckKey(next.Length);
        fixed (byte* keyStart = key, nextStart = next)
            return Access(BpfCommand.MapGetNextKey, keyStart, nextStart, 0, Errno.ENOENT);
    }

    /// <summary>Maps the values of an array made with <see cref="MapFlags.Mappable"/>, one after the other, 8-byte aligned.</summary>
    /// <param name="writable">Whether stores are allowed.</param>
    /// <exception cref="SystemCallException">The map was not made for it, or there is no address space.</exception>
    public MemoryMapping MapMemory(bool writable = true) => MemoryMapping.Map(Handle, checked((nuint)MemoryLength), writable);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static BpfMap Opened(FileDescriptorHandle handle)
    {
        try
        {
            MapInfo info = ReadInfo(handle);
            return new BpfMap(handle, info.Type, info.KeySize, info.ValueSize, info.MaxEntries, info.Name);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static MapInfo ReadInfo(FileDescriptorHandle handle)
    {
        MapInfoRecord record = default;
        ObjectIds.ReadInfo(handle, ref record, "map");
        return new MapInfo
        {
            Id = record.Id,
            Type = (MapType)record.Type,
            KeySize = record.KeySize,
            ValueSize = record.ValueSize,
            MaxEntries = record.MaxEntries,
            Flags = (MapFlags)record.Flags,
            Name = ObjectNames.FromRecord(record.Name),
            BtfId = record.BtfId,
            OffloadIfIndex = record.InterfaceIndex,
        };
    }

    private static int LookupLength(MapType type, uint valueSize) => type switch
    {
        MapType.PerCpuHash or MapType.PerCpuArray or MapType.LruPerCpuHash or MapType.PerCpuCgroupStorage
            => checked((int)WholeWords(valueSize) * PossibleCpus.Count),
        _ => checked((int)valueSize),
    };

    private static long WholeWords(uint bytes) => ((long)bytes + 7) & ~7L;

    private bool Access(BpfCommand command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, Errno expected)
    {
        CheckKey(key.Length);
        if (value.Length != ValueLength)
            throw new ArgumentException($"{value.Length} bytes for a value of map {_name}, expected {ValueLength}", nameof(value));
        fixed (byte* keyStart = key, valueStart = value)
            return Access(command, keyStart, valueStart, flags, expected);
    }

    private bool Access(BpfCommand command, byte* key, byte* value, ulong flags, Errno expected)
    {
        using BorrowedDescriptor descriptor = Handle.Borrow();
        MapElementAttributes attributes = new() { MapDescriptor = descriptor.Value, Key = key, Value = value, Flags = flags };
        BpfSyscall.Invoke(command, ref attributes, out Errno error);
        if (error.IsError && error != expected)
            throw BpfException.Of(command, _name, error);
        return !error.IsError;
    }

    // The kernel reads and writes whole keys and values, whatever room there is.
    private void CheckKey(int length)
    {
        if (length != KeyLength)
            throw new ArgumentException($"{length} bytes for a key of map {_name}, expected {KeyLength}");
    }
}
