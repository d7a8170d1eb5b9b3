namespace Ebpf.Objects;

/// <summary>When an update goes through: the flags of BPF_MAP_UPDATE_ELEM.</summary>
public enum UpdateMode : uint
{
    /// <summary>Always (BPF_ANY).</summary>
    Always,

    /// <summary>Only if there is no such key yet (BPF_NOEXIST).</summary>
    OnlyNew,

    /// <summary>Only if there is such a key (BPF_EXIST).</summary>
    OnlyExisting,
}
