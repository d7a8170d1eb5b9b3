using CsCheck;
using Ebpf.Btf;

namespace Ebpf.Tests.Btf;

/// <summary>Whatever the bytes: an answer or a <see cref="BtfFormatException"/>, and never an endless loop.</summary>
public sealed class BtfMutationTests
{
    private static readonly byte[] s_valid = SampleTypes.All().Bytes.ToArray();

    /// <summary>Words that meet a limit more often than random ones do.</summary>
    private static readonly Gen<uint> s_words = Gen.OneOf(
        Gen.UInt, Gen.UInt[0, 64], Gen.OneOfConst(0u, 0x7fffffffu, 0x80000000u, 0xffffffffu),
        Gen.Select(Gen.UInt[0, 31], Gen.UInt[0, 8], Gen.Bool, (kind, count, flag) => kind << 24 | count | (flag ? 1u << 31 : 0)));

    private static readonly Gen<byte[]> s_blobs = Gen.Select(
        Gen.Select(Gen.Int[0, s_valid.Length / 4 - 1], s_words).Array[0, 8],
        Gen.Select(Gen.Int[0, s_valid.Length - 1], Gen.Byte).Array[0, 4],
        Gen.OneOf(Gen.Const(s_valid.Length), Gen.Int[0, s_valid.Length]),
        (words, bytes, length) =>
        {
            byte[] blob = [.. s_valid];
            foreach (var (at, word) in words)
                BitConverter.TryWriteBytes(blob.AsSpan(at * 4), word);
            foreach (var (at, value) in bytes)
                blob[at] = value;
            return blob[..length];
        });

    [Fact]
    public void Damaged_blob_gives_an_answer_or_the_one_exception() => s_blobs.Sample(AskEverything, iter: 3_000);

    [Fact]
    public void Types_that_refer_to_any_other_give_an_answer_or_the_one_exception() =>
        // References and kinds alone, so that the blob still parses and the circles among its types are met.
        Gen.Select(Gen.Int[0, 18], Gen.UInt[0, 12]).Array[1, 12].Sample(
            steps =>
            {
                var builder = new BtfBuilder();
                foreach (var (shape, to) in steps)
                    Add(builder, shape, new BtfTypeId(to % (uint)(steps.Length + 1)));
                AskEverything(builder.Build().Bytes.ToArray());
            },
            iter: 3_000);

    private static void Add(BtfBuilder builder, int shape, BtfTypeId to)
    {
        _ = shape switch
        {
            0 or 1 => builder.AddTypedef("t", to),
            2 => builder.AddConst(to),
            3 or 4 => builder.AddArray(to, to, 2),
            5 => builder.AddVariable("v", to, BtfLinkage.Global),
            6 => builder.AddPointer(to),
            7 => builder.AddFunction("f", to, BtfLinkage.Global),
            8 => builder.AddFunctionPrototype(to, new BtfParameter("p", to)),
            9 => builder.AddDeclarationTag("d", to),
            _ => builder.AddStruct("", 8, new("", to, 0), new("", builder.Next, 32), new("named", to, 64)),
        };
    }

    private static void AskEverything(byte[] bytes)
    {
        if (Try(() => BtfBlob.Parse(bytes)) is not { } blob)
            return;
        Assert.True(blob.TypeCount <= bytes.Length / 12);
        foreach (var id in blob.Ids().Prepend(BtfTypeId.Void))
        {
            Try(() => SampleTypes.Describe(blob.GetType(id)));
            Try(() => blob.GetType(id).ToString());
            Try(() => blob.GetFunction(id));
            Try(() => (object)blob.Resolve(id));
            Try(() => (object)blob.SizeOf(id));
            foreach (var path in (string[])["low", "bits", "next", "named", "absent", "named.named.next"])
                Try(() => (object?)blob.FindMember(id, path));
        }
        foreach (var kind in Enum.GetValues<BtfKind>())
            Try(() => (object?)blob.Find("packed", kind));
        Try(() => (object?)blob.FindMember("packed", "plain"));
    }

    private static T? Try<T>(Func<T> question)
        where T : class?
    {
        try
        {
            return question();
        }
        catch (BtfFormatException)
        {
            return null;
        }
    }
}
