namespace Ebpf.Objects;

/// <summary>What a map is to be, with nothing created yet.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="KeySize">Bytes of a key; 4 for arrays, 0 where there are no keys.</param>
/// <param name="ValueSize">Bytes of a value (of one CPU's, where each has its own); 0 for a ring buffer.</param>
/// <param name="MaxEntries">How many; for a ring buffer its bytes, a power of two of whole pages.</param>
/// <param name="Flags">How it is made.</param>
/// <param name="Name">Its name, cut to 15 characters; may be empty.</param>
public sealed record MapSpec(MapType Type, uint KeySize, uint ValueSize, uint MaxEntries, MapFlags Flags = MapFlags.None, string Name = "");
