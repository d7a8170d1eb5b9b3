using System.Runtime.InteropServices;
using CsCheck;
using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Xdp;

namespace Ebpf.Tests.Xdp;

/// <summary>libxdp's dispatcher as both versions of its protocol lay it out, byte for byte as found in kernels' maps.</summary>
public sealed class XdpDispatcherTests : IDisposable
{
    private readonly FakeObjects _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Version_2_says_so_itself()
    {
        // Read from a kernel after xdp-loader 1.3.1 had loaded three programs.
        byte[] bytes = [236, 2, 3, 0, .. Words(0x80000006, 0x80000004, 0x80000004), .. Words(7, 10, 50), .. Words()];
        var dispatcher = XdpDispatcher.Parse(bytes, null);
        Assert.NotNull(dispatcher);
        Assert.Equal((2, 3), (dispatcher.Version, dispatcher.ProgramCount));
        Assert.Equal([7u, 10, 50], dispatcher.RunPriorities);
        Assert.Equal([6u, 4, 4], dispatcher.ChainCallActions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public void Version_1_is_told_by_the_programs_types_or_by_its_size(int? declared)
    {
        byte[] bytes = [2, 0, 0, 0, .. Words(0x80000004, 0x80000018), .. Words(1, 4000000000)];
        var dispatcher = XdpDispatcher.Parse(bytes, declared);
        Assert.NotNull(dispatcher);
        Assert.Equal((1, 2), (dispatcher.Version, dispatcher.ProgramCount));
        Assert.Equal([1u, 4000000000], dispatcher.RunPriorities);
        Assert.Equal([4u, 0x18], dispatcher.ChainCallActions);
    }

    [Theory]
    [InlineData(3, 124, null)]
    [InlineData(2, 123, null)]
    [InlineData(2, 2, null)]
    public void Later_versions_and_short_maps_are_not_guessed_at(byte version, int length, int? declared)
    {
        byte[] bytes = [236, version, 1, 0, .. new byte[120]];
        Assert.Null(XdpDispatcher.Parse(bytes.AsSpan(0, length), declared));
    }

    [Theory]
    [InlineData(84, 2)]
    [InlineData(88, null)]
    [InlineData(83, 1)]
    [InlineData(0, 1)]
    public void Other_data_is_no_version_1(int length, int? declared) => Assert.Null(XdpDispatcher.Parse(new byte[length], declared));

    [Fact]
    public void More_programs_than_fit_are_no_dispatchers()
    {
        Assert.Null(XdpDispatcher.Parse([236, 2, 11, 0, .. new byte[120]], null));
        Assert.Null(XdpDispatcher.Parse([11, 0, 0, 0, .. new byte[80]], 1));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Select(Gen.Byte.Array[0, 130], Gen.Int[0, 3]).Sample((bytes, declared) =>
    {
        if (bytes.Length > 2 && bytes[2] % 2 == 0)
            (bytes[0], bytes[1]) = (236, 2);
        var dispatcher = XdpDispatcher.Parse(bytes, declared == 0 ? null : declared);
        return dispatcher is null || (dispatcher.ProgramCount is >= 0 and <= 10 && dispatcher.RunPriorities.Count == dispatcher.ProgramCount
            && dispatcher.ChainCallActions.Count == dispatcher.ProgramCount);
    });

    [Theory]
    [InlineData("prog0", 0)]
    [InlineData("prog9", 9)]
    [InlineData("prog10", null)]
    [InlineData("prog", null)]
    [InlineData("progx", null)]
    [InlineData("compat_test", null)]
    [InlineData("xdp_dispatcher", null)]
    public void Slots_are_known_by_their_functions(string function, int? slot)
    {
        Assert.Equal(slot, XdpDispatcher.SlotOf(function));
        if (slot is { } number)
            Assert.Equal(function, XdpDispatcher.SlotName(number));
    }

    [Fact]
    public void A_loaded_dispatcher_is_read_from_its_map()
    {
        var (btf, program) = Loaded(XdpDispatcher.FunctionName, version: 1);
        _kernel.Maps[7] = [1, 0, 0, 0, .. Words(0x80000004), .. Words(33)];
        Assert.Equal([33u], XdpDispatcher.TryRead(program, btf)?.RunPriorities);
    }

    [Theory]
    [InlineData("xdp_dispatcher", 2)] // the types deny what the map looks like
    [InlineData("my_dispatcher", 1)]
    public void Another_program_with_such_a_map_is_no_dispatcher(string name, uint version)
    {
        var (btf, program) = Loaded(name, version);
        _kernel.Maps[7] = [1, 0, 0, 0, .. Words(0x80000004), .. Words(33)];
        Assert.Null(XdpDispatcher.TryRead(program, btf));
    }

    [Fact]
    public void A_dispatcher_whose_map_is_gone_is_none()
    {
        var (btf, program) = Loaded(XdpDispatcher.FunctionName, version: 1);
        Assert.Null(XdpDispatcher.TryRead(program, btf));
    }

    /// <summary>A program with libxdp's way to tell the version: <c>int (*dispatcher_version)[version]</c>.</summary>
    private static (BtfBlob Btf, ProgramInfo Program) Loaded(string name, uint version)
    {
        var builder = new BtfBuilder();
        var number = builder.AddInteger("int", 4, signed: true);
        var pointer = builder.AddPointer(builder.AddArray(number, number, version));
        builder.AddVariable("dispatcher_version", pointer, BtfLinkage.Global);
        var function = builder.AddFunction(name, builder.AddFunctionPrototype(number), BtfLinkage.Global);
        var program = new ProgramInfo
        {
            Id = 10,
            Type = ProgramType.Xdp,
            Name = name,
            Tag = "0011223344556677",
            Functions = [new FunctionInfo(0, function.Value)],
            MapIds = [7],
        };
        return (builder.Build(), program);
    }

    private static byte[] Words(params uint[] values)
    {
        Array.Resize(ref values, 10);
        return MemoryMarshal.AsBytes<uint>(values).ToArray();
    }
}
