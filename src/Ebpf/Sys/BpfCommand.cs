namespace Ebpf.Sys;

/// <summary>enum bpf_cmd of linux/bpf.h.</summary>
internal enum BpfCommand
{
    MapCreate,
    MapLookupElement,
    MapUpdateElement,
    MapDeleteElement,
    MapGetNextKey,
    ProgramLoad,
    ObjectPin,
    ObjectGet,
    ProgramAttach,
    ProgramDetach,
    ProgramTestRun,
    ProgramGetNextId,
    MapGetNextId,
    ProgramGetDescriptorById,
    MapGetDescriptorById,
    ObjectGetInfoByDescriptor,
    ProgramQuery,
    RawTracepointOpen,
    BtfLoad,
    BtfGetDescriptorById,
    TaskDescriptorQuery,
    MapLookupAndDeleteElement,
    MapFreeze,
    BtfGetNextId,
    MapLookupBatch,
    MapLookupAndDeleteBatch,
    MapUpdateBatch,
    MapDeleteBatch,
    LinkCreate,
    LinkUpdate,
    LinkGetDescriptorById,
    LinkGetNextId,
    EnableStatistics,
    IteratorCreate,
    LinkDetach,
    ProgramBindMap,
}

/// <summary>The commands' names in the UAPI, for messages: that is what one searches for.</summary>
internal static class BpfCommandNames
{
    private static readonly string[] Names =
    [
        "BPF_MAP_CREATE", "BPF_MAP_LOOKUP_ELEM", "BPF_MAP_UPDATE_ELEM", "BPF_MAP_DELETE_ELEM", "BPF_MAP_GET_NEXT_KEY",
        "BPF_PROG_LOAD", "BPF_OBJ_PIN", "BPF_OBJ_GET", "BPF_PROG_ATTACH", "BPF_PROG_DETACH", "BPF_PROG_TEST_RUN",
        "BPF_PROG_GET_NEXT_ID", "BPF_MAP_GET_NEXT_ID", "BPF_PROG_GET_FD_BY_ID", "BPF_MAP_GET_FD_BY_ID", "BPF_OBJ_GET_INFO_BY_FD",
        "BPF_PROG_QUERY", "BPF_RAW_TRACEPOINT_OPEN", "BPF_BTF_LOAD", "BPF_BTF_GET_FD_BY_ID", "BPF_TASK_FD_QUERY",
        "BPF_MAP_LOOKUP_AND_DELETE_ELEM", "BPF_MAP_FREEZE", "BPF_BTF_GET_NEXT_ID", "BPF_MAP_LOOKUP_BATCH",
        "BPF_MAP_LOOKUP_AND_DELETE_BATCH", "BPF_MAP_UPDATE_BATCH", "BPF_MAP_DELETE_BATCH", "BPF_LINK_CREATE", "BPF_LINK_UPDATE",
        "BPF_LINK_GET_FD_BY_ID", "BPF_LINK_GET_NEXT_ID", "BPF_ENABLE_STATS", "BPF_ITER_CREATE", "BPF_LINK_DETACH", "BPF_PROG_BIND_MAP",
    ];

    internal static string UapiName(this BpfCommand command) => Names[(int)command];
}
