using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Objects;
using Kernel.Tests.Objects;
using Linux;
using static Ebpf.Asm.Register;

namespace Kernel.Tests.Btf;

/// <summary>The kernel as the judge of types made here.</summary>
public sealed class BuiltTypesTests
{
    private const string LongName = "a_function_with_more_than_fifteen_characters";

    [Fact]
    public void Kernel_takes_every_kind_it_knows()
    {
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(6, 0), "Linux 6.0 brought BTF_KIND_ENUM64, 5.17 BTF_KIND_TYPE_TAG.");
        var builder = new BtfBuilder();
        var word = builder.AddInteger("unsigned int", 4, signed: false);
        var wide = builder.AddInteger("long", 8, signed: true);
        var array = builder.AddArray(word, word, 3);
        builder.AddUnion("either", 8, new BtfMember("low", word, 0), new BtfMember("all", wide, 0));
        var packed = builder.AddStruct("packed", 8, new BtfMember("plain", word, 0), new BtfMember("bits", word, 32, 3));
        builder.AddEnum("color", 4, true, new BtfEnumValue("RED", -1), new BtfEnumValue("BLUE", 7));
        builder.AddEnum("distance", 8, false, new BtfEnumValue("FAR", long.MaxValue));
        builder.AddForward("hidden", isUnion: true);
        builder.AddTypedef("alias", array);
        var pointer = builder.AddPointer(builder.AddTypeTag("user", builder.AddConst(builder.AddVolatile(word))));
        builder.AddRestrict(pointer);
        var function = builder.AddFunction(
            "act", builder.AddFunctionPrototype(wide, new BtfParameter("first", pointer)), BtfLinkage.Global);
        builder.AddDeclarationTag("important", function, 0);
        var variable = builder.AddVariable("state", packed, BtfLinkage.Global);
        builder.AddDataSection(".data", 8, new BtfSectionVariable(variable, 0, 8));
        builder.AddFloat("double", 8);
        builder.AddStruct("list", 8, new BtfMember("next", new BtfTypeId(builder.Next.Value + 1), 0));
        builder.AddPointer(new BtfTypeId(builder.Next.Value - 1));
        var built = builder.Build();

        using var loaded = BtfObject.Load(built);
        Assert.Equal(built.Bytes, loaded.Read().Bytes);
    }

    [Fact]
    public void Kernel_says_what_is_wrong_with_bad_types()
    {
        var builder = new BtfBuilder();
        builder.AddStruct("too_small", 2, new BtfMember("word", builder.AddInteger("int", 4, signed: true), 0));
        var failure = Assert.ThrowsAny<BpfException>(() => BtfObject.Load(builder.Build()));
        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Contains("exceeds struct_size", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Program_keeps_its_types_and_its_full_name(bool untyped)
    {
        using var program = BpfProgram.Load(Target(LongName, untyped), Samples.NoMaps);
        var info = program.GetInfo();
        Assert.Equal("a_function_with", info.Name);
        var btf = BtfObject.LoadById(info.BtfId);
        var function = btf.GetFunction(new BtfTypeId(Assert.Single(info.Functions).TypeId));
        Assert.Equal(LongName, function.Name);
        var context = btf.GetType(btf.GetType(function.Parameters[0].Type).Referenced);
        Assert.Equal(untyped ? "void" : "struct xdp_md", context.ToString());
    }

    [Fact]
    [Trait("Needs", "fentry")]
    [Trait("Kernels", "all")]
    public void Tracing_program_gets_the_packet_from_a_typed_context()
    {
        using var target = BpfProgram.Load(Target("target", untypedContext: false), Samples.NoMaps);
        using var tracer = LoadTracer(target);
        using var link = BpfLink.AttachTracing(tracer);
        Assert.Equal((uint)Samples.Pass, target.TestRun(new TestRunOptions { Data = Samples.Frame(64) }).ReturnValue);
    }

    [Fact]
    [Trait("Needs", "fentry")]
    [Trait("Kernels", "all")]
    public void Tracing_program_gets_a_mere_number_from_an_untyped_context()
    {
        using var target = BpfProgram.Load(Target("target", untypedContext: true), Samples.NoMaps);
        var failure = Assert.Throws<VerifierException>(() => LoadTracer(target));
        // 5.10 calls a scalar "inv".
        Assert.Matches("invalid mem access '(scalar|inv)'", failure.Message);
    }

    private static ProgramSpec Target(string name, bool untypedContext)
    {
        var (btf, function) = XdpProgramBtf.Create(name, untypedContext);
        return Samples.Answer(Samples.Pass, name) with { Btf = btf, Functions = [new FunctionInfo(0, function.Value)] };
    }

    /// <summary>Reads xdp_buff.data the way only a typed context allows.</summary>
    private static BpfProgram LoadTracer(BpfProgram target)
    {
        var data = BtfBlob.LoadKernel().FindMember("xdp_buff", "data")!.Value;
        var code = new Assembler().Load(MemorySize.Double, R1, R1, 0)
            .Load(MemorySize.Double, R1, R1, checked((short)data.Offset)).Mov(R0, 0).Exit();
        var spec = new ProgramSpec
        {
            Name = "tracer",
            Type = ProgramType.Tracing,
            ExpectedAttachType = AttachType.TraceFentry,
            Code = code.Assemble(),
            AttachTarget = target,
            AttachBtfId = new BtfTypeId(target.GetInfo().Functions[0].TypeId),
        };
        try
        {
            return BpfProgram.Load(spec, Samples.NoMaps);
        }
        catch (BpfException refusal) when (refusal is not VerifierException && refusal.Errno == Errno.EPERM)
        {
            Assert.Skip("This kernel's policy refuses tracing programs.");
            throw;
        }
    }
}
