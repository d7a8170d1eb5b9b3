namespace Ebpf.Btf;

/// <summary>
/// Type information for an XDP program made at run time. With it, and a <c>bpf_func_info</c> that names the function for
/// instruction 0, the program can itself be traced, as one that clang compiled can.
/// </summary>
public static class XdpProgramBtf
{
    private static readonly string[] ContextMembers =
        ["data", "data_end", "data_meta", "ingress_ifindex", "rx_queue_index", "egress_ifindex"];

    /// <summary>Describes <c>int name(struct xdp_md *ctx)</c>.</summary>
    /// <param name="functionName">The function's name: a C identifier of any length the kernel takes.</param>
    /// <param name="untypedContext">
    /// Declares the parameter as <c>void *ctx</c> instead. The kernel then hands tracing programs a number where they would get
    /// the packet's <c>struct xdp_buff</c>, which they can read with bpf_probe_read_kernel only.
    /// </param>
    /// <returns>The blob to load and the type to name in <c>bpf_func_info.type_id</c>.</returns>
    public static (BtfBlob Btf, BtfTypeId Function) Create(string functionName, bool untypedContext = false)
    {
        var builder = new BtfBuilder();
        var result = builder.AddInteger("int", 4, signed: true);
        var context = builder.AddPointer(untypedContext ? BtfTypeId.Void : AddContext(builder));
        var prototype = builder.AddFunctionPrototype(result, new BtfParameter("ctx", context));
        // Global: the kernel lets a static function be verified together with its callers only, and refuses to replace or trace it alone.
        var function = builder.AddFunction(functionName, prototype, BtfLinkage.Global);
        return (builder.Build(), function);
    }

    /// <summary>
    /// Adds <c>struct xdp_md</c> (linux/bpf.h). The kernel goes by its name when it translates the context for a tracing program;
    /// the members are those of the header all the same, for whoever prints the program's types.
    /// </summary>
    private static BtfTypeId AddContext(BtfBuilder builder)
    {
        var word = builder.AddTypedef("__u32", builder.AddInteger("unsigned int", 4, signed: false));
        var members = ContextMembers.Select((name, i) => new BtfMember(name, word, (uint)i * 32)).ToArray();
        return builder.AddStruct("xdp_md", (uint)members.Length * 4, members);
    }
}
