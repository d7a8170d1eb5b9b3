using Capture.Emission;
using Capture.Filters;
using Capture.Hooks;
using Capture.Model;
using Capture.Records;
using Capture.Selection;
using Capture.Targets;
using Capture.Tests.Hooks;
using ClassicBpf;
using Ebpf.Btf;
using Kernel.Tests.Filters;
using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Selection;

/// <summary>The verifier accepts the capture programs, whatever is asked of packets.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class AcceptanceTests : NetworkTest
{
    private const string Long = "tcp port 443 and not host 10.0.0.1 or ip6 and udp[8:4] = 1 or vlan 7 and ether[len - 1] = 3";

    private static readonly PacketSelection
        s_filter = new() { Filter = Filter(Long), Queues = [new(0, 0), new(3, 5)], SampleEvery = 10 },
        s_action = new() { Filter = Filter("arp"), Actions = new ActionSet(0b11), SampleEvery = 2 },
        s_last = new() { Filter = Filter(Long), FilterAt = CapturePosition.Exit, Actions = new ActionSet(0b10_0000) },
        s_modified = new() { Filter = Filter("udp port 53"), OnlyModified = true },
        s_list = new() { Filter = new PacketFilter("a list", new ClassicProgram([.. LongFilters.List(2000)])), Actions = new ActionSet(1) };

    public AcceptanceTests() => Requires.Fentry();

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public void Whatever_is_asked_at_whichever_hook(bool typed, bool opensSilently, bool looksUp)
    {
        using var target = Attach(new TargetSpec { UntypedContext = !typed });
        var at = new TargetFunction(
            target.Id, new BtfTypeId(target.Program.GetInfo().Functions[0].TypeId), target.Spec.FunctionName, typed, 1, XdpMode.Native);
        HookPlan[] hooks =
        [
            new(at, CapturePosition.Entry, PacketRole.Alone, HookRecord.Shown),
            new(at, CapturePosition.Exit, PacketRole.Alone, HookRecord.Shown),
            new(at, CapturePosition.Entry, PacketRole.Within, HookRecord.Shown),
            new(at, CapturePosition.Exit, PacketRole.Within, HookRecord.Compared),
            new(at, CapturePosition.Entry, PacketRole.Outermost, opensSilently ? HookRecord.None : HookRecord.Shown),
            new(at, CapturePosition.Exit, PacketRole.Outermost, HookRecord.Shown),
            new(at, CapturePosition.Exit, PacketRole.Outermost, HookRecord.None),
        ];
        var first = opensSilently && !looksUp ? 5000 : 0; // beyond what an instruction's offset reaches
        // How long a filter is makes no difference to what is looked up.
        foreach (var selection in (PacketSelection[])[s_filter, s_action, s_last, s_modified, .. looksUp ? [] : new[] { s_list }])
        {
            using var maps = RingMaps.Create(RingLayout.MaximumSnapLength, FilterStage.Reach(selection.Filter!.For(1)), slots: 8192);
            var options = new CaptureOptions { Interfaces = [Receiver], Selection = selection };
            var context = new CaptureContext(options, new NamespaceScope(Network.Path), _ => maps, new FakeReading());
            var settings = context.Settings(first, Network.Interface(Receiver)) with
            {
                Slots = [.. Enumerable.Range(first, 40)],
                OpensSilently = opensSilently,
                LooksUp = looksUp,
            };
            if (looksUp)
                _ = maps.Members;
            var loader = new TracingLoader(
                context, Network.Interface(Receiver), new InterfaceFilter(context.Scope.Inode, 1, looksUp), settings);
            // An untyped context is another beginning of the same program: the one that does most will do.
            foreach (var hook in hooks.Where(hook => (!opensSilently || hook.Role != PacketRole.Alone) && (typed || hook.Role == PacketRole.Within)))
                loader.Load(hook, first + Slot(hook), place: null).Dispose();
            // And what proves its runs does more than that.
            var proving = at with { IsContextKnown = false };
            foreach (var hook in hooks.Where(hook => !typed && hook.Role == PacketRole.Within))
                loader.Load(hook with { At = proving }, first + Slot(hook), place: null).Dispose();
        }
    }

    private static int? Slot(HookPlan hook) => hook.Record switch { HookRecord.None => null, HookRecord.Shown => 35, _ => 41 };

    private static PacketFilter Filter(string expression) => new(expression, FilterExpression.Compile(expression));
}
