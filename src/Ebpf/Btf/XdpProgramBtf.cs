namespace Ebpf.Btf;

/// <summary>The types of an XDP program: what makes one that was emitted here a target for fentry and fexit.</summary>
public static class XdpProgramBtf
{
    // struct xdp_md, linux/bpf.h: the kernel knows the context by this name.
    private static readonly string[] s_contextMembers =
        ["data", "data_end", "data_meta", "ingress_ifindex", "rx_queue_index", "egress_ifindex"];

    /// <summary>Describes <c>int functionName(struct xdp_md *ctx)</c>.</summary>
    /// <param name="functionName">The program's function, in full.</param>
    /// <param name="untypedContext">Declare <c>void *ctx</c> instead, as some programs do.</param>
    /// <returns>The blob, and the function's type for func_info.</returns>
    public static (BtfBlob Btf, BtfTypeId Function) Create(string functionName, bool untypedContext = false)
    {
        var builder = new BtfBuilder();
        var word = builder.AddInteger("unsigned int", 4, signed: false);
        var result = builder.AddInteger("int", 4, signed: true);
        var context = builder.AddStruct(
            "xdp_md", 24, [.. s_contextMembers.Select((name, index) => (name, word, (uint)index * 4))]);
        var pointer = builder.AddPointer(untypedContext ? default : context);
        var prototype = builder.AddFunctionPrototype(result, [("ctx", pointer)]);
        var function = builder.AddFunction(functionName, prototype, BtfLinkage.Global);
        return (builder.Build(), function);
    }
}
