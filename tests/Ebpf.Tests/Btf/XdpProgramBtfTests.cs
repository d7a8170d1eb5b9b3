using Ebpf.Btf;

namespace Ebpf.Tests.Btf;

public sealed class XdpProgramBtfTests
{
    [Fact]
    public void Function_takes_a_pointer_to_xdp_md_and_returns_int()
    {
        var (btf, id) = XdpProgramBtf.Create("a_function_with_more_than_fifteen_characters");
        var function = btf.GetFunction(id);
        Assert.Equal("a_function_with_more_than_fifteen_characters", function.Name);
        Assert.Equal(BtfLinkage.Global, function.Linkage);
        Assert.Equal("int", btf.GetType(function.ReturnType).Name);
        var parameter = Assert.Single(function.Parameters);
        Assert.Equal("ctx", parameter.Name);
        var pointer = btf.GetType(parameter.Type);
        Assert.Equal(BtfKind.Pointer, pointer.Kind);
        Assert.Equal("struct xdp_md", btf.GetType(pointer.Referenced).ToString());
    }

    [Fact]
    public void Context_has_the_members_of_the_kernel_header()
    {
        var (btf, _) = XdpProgramBtf.Create("f");
        string[] expected = ["data", "data_end", "data_meta", "ingress_ifindex", "rx_queue_index", "egress_ifindex"];
        var context = btf.GetType(btf.Find("xdp_md", BtfKind.Struct)!.Value);
        Assert.Equal(24u, btf.SizeOf(context.Id));
        Assert.Equal(expected, context.GetMembers().Select(m => m.Name));
        Assert.Equal([0u, 4, 8, 12, 16, 20], expected.Select(name => btf.FindMember("xdp_md", name)!.Value.Offset));
        Assert.All(expected, name => Assert.Equal(4u, btf.FindMember("xdp_md", name)!.Value.Size));
    }

    [Fact]
    public void Untyped_context_is_a_pointer_to_void()
    {
        var (btf, id) = XdpProgramBtf.Create("f", untypedContext: true);
        var pointer = btf.GetType(btf.GetFunction(id).Parameters[0].Type);
        Assert.Equal((BtfKind.Pointer, BtfTypeId.Void), (pointer.Kind, pointer.Referenced));
        Assert.Null(btf.Find("xdp_md", BtfKind.Struct));
    }
}
