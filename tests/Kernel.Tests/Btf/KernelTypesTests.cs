using System.Diagnostics;
using Ebpf.Btf;

namespace Kernel.Tests.Btf;

/// <summary>The running kernel's own types, read here and by others.</summary>
public sealed class KernelTypesTests(KernelTypes kernel) : IClassFixture<KernelTypes>
{
    [Fact]
    public void Every_type_is_what_bpftool_says()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/bpftool"), "bpftool is not installed.");
        using var process = Process.Start(
            new ProcessStartInfo("/usr/sbin/bpftool", "btf dump file /sys/kernel/btf/vmlinux") { RedirectStandardOutput = true })!;
        int line = 0;
        foreach (string ours in kernel.Blob.Lines())
        {
            string? theirs = process.StandardOutput.ReadLine();
            line++;
            if (ours != theirs)
                Assert.Fail($"line {line}: we read\n{ours}\nand bpftool\n{theirs}");
        }
        Assert.Null(process.StandardOutput.ReadLine());
    }

    [Theory]
    [InlineData("xdp_buff", "data", 8)]
    [InlineData("xdp_buff", "data_end", 8)]
    [InlineData("xdp_buff", "rxq", 8)]
    [InlineData("xdp_rxq_info", "dev", 8)]
    [InlineData("xdp_rxq_info", "queue_index", 4)]
    [InlineData("net_device", "ifindex", 4)]
    [InlineData("net_device", "nd_net.net", 8)]
    [InlineData("net", "ns.inum", 4)]
    public void Fields_that_captures_read_are_found(string type, string path, uint size) =>
        Assert.Equal(size, kernel.Blob.FindMember(type, path)?.Size);

    [Fact]
    public void Fields_that_captures_read_lie_where_bpftool_says()
    {
        var theirs = BpftoolTypes.OfKernel();
        (string Type, string Path)[] fields =
        [
            ("xdp_buff", "data"), ("xdp_buff", "data_end"), ("xdp_buff", "rxq"), ("xdp_rxq_info", "dev"), ("xdp_rxq_info", "queue_index"),
            ("net_device", "ifindex"), ("net_device", "nd_net.net"), ("net", "ns.inum"),
        ];
        foreach (var (type, path) in fields)
            Assert.Equal<uint?>(theirs.OffsetOf(type, path), kernel.Blob.FindMember(type, path)?.Offset);
    }

    [Fact]
    public void Every_member_of_every_structure_lies_where_bpftool_says()
    {
        var theirs = BpftoolTypes.OfKernel();
        int fields = 0, bitFields = 0;
        foreach (var composite in theirs.Composites)
        {
            var id = new BtfTypeId(composite.GetProperty("id").GetUInt32());
            foreach (var (name, bits, isBitField, _) in theirs.MembersOf(composite))
            {
                if (isBitField)
                {
                    bitFields++;
                    Assert.Throws<BtfFormatException>(() => kernel.Blob.FindMember(id, name));
                }
                else
                {
                    fields++;
                    var ours = kernel.Blob.FindMember(id, name)?.Offset;
                    Assert.True(ours == bits / 8, $"{composite.GetProperty("name")}.{name} at {ours}, by bpftool at {bits / 8}");
                }
            }
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{fields} fields, {bitFields} bit fields");
    }

    [Fact]
    public void First_members_lie_at_zero_and_bit_fields_are_refused()
    {
        Assert.Equal(0u, kernel.Blob.FindMember("xdp_buff", "data")?.Offset);
        Assert.Equal(8u, kernel.Blob.FindMember("xdp_buff", "data_end")?.Offset);
        Assert.Throws<BtfFormatException>(() => kernel.Blob.FindMember("task_struct", "sched_reset_on_fork"));
        Assert.Null(kernel.Blob.FindMember("xdp_buff", "no_such_member"));
    }

    [Fact]
    public void Size_of_every_structure_is_that_of_its_last_byte_or_more()
    {
        foreach (var id in Enumerable.Range(1, kernel.Blob.TypeCount).Select(i => new BtfTypeId((uint)i)))
        {
            var type = kernel.Blob.GetType(id);
            if (type.Kind is not (BtfKind.Struct or BtfKind.Union))
                continue;
            foreach (var member in type.GetMembers().Where(m => m.BitFieldSize == 0))
                Assert.True(member.BitOffset / 8 + kernel.Blob.SizeOf(member.Type) <= type.SizeOrType, $"{type} {member}");
        }
    }

    [Fact]
    public void Reading_and_a_few_look_ups_take_milliseconds()
    {
        // Reported, not judged: machines differ.
        var watch = Stopwatch.StartNew();
        var blob = BtfBlob.LoadKernel();
        var read = watch.Elapsed;
        _ = (blob.FindMember("xdp_buff", "data"), blob.FindMember("xdp_rxq_info", "queue_index"),
            blob.FindMember("net_device", "nd_net.net"), blob.FindMember("net", "ns.inum"));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{blob.TypeCount} types, {blob.Bytes.Length} bytes: read in {read.TotalMilliseconds:F1} ms, "
            + $"with four members in {watch.Elapsed.TotalMilliseconds:F1} ms");
        Assert.NotEqual(0, blob.TypeCount);
    }
}

/// <summary>Reads the kernel's types once for all tests of a class.</summary>
public sealed class KernelTypes
{
    /// <summary>The types.</summary>
    public BtfBlob Blob { get; } = BtfBlob.LoadKernel();
}
