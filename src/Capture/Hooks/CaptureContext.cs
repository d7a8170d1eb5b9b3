using Capture.Emission;
using Capture.Handover;
using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Ebpf.Btf;
using Linux;
using Linux.Network;

namespace Capture.Hooks;

/// <summary>What the hooks of all interfaces of one capture share.</summary>
/// <param name="Options">What is wanted.</param>
/// <param name="Scope">Where the interfaces are.</param>
/// <param name="MakeMaps">Makes the rings, of at most so many bytes for each CPU.</param>
/// <param name="Reading">Reads them.</param>
internal sealed record CaptureContext(CaptureOptions Options, NamespaceScope Scope, Func<uint, RingMaps> MakeMaps, IReadingSide Reading) : IDisposable
{
    private RingMaps? _maps;

    /// <summary>The rings; made when they are first asked for: a capture that libpcap does alone takes no leave to use BPF.</summary>
    /// <exception cref="CaptureException">They cannot be had.</exception>
    public RingMaps Maps => _maps ?? UseRings();

    /// <summary>Bytes of ring each CPU was to have, where there was no memory for that; else 0.</summary>
    public uint MissedRingSize => _maps?.MissedSize ?? 0;

    /// <summary>The capture points, numbered.</summary>
    public PointTable Points { get; } = new();

    /// <summary>Where the kernel keeps what a capture program reads: looked up once.</summary>
    /// <exception cref="CaptureException">The kernel does not tell.</exception>
    public XdpBuffOffsets Offsets => Kernel.Offsets;

    /// <summary>How packets in several buffers are read at loaded programs.</summary>
    /// <exception cref="CaptureException">The kernel's types cannot be read.</exception>
    public JumboFrames Jumbo => Kernel.Jumbo;

    /// <summary>What is alike in the capture programs of an interface.</summary>
    /// <exception cref="CaptureException">The filter cannot be asked there.</exception>
    /// <param name="firstSlot">The first slot of the one interface whose programs they are.</param>
    /// <param name="on">That one, or one of several, whose packets are alike.</param>
    public ProgramSettings Settings(int firstSlot, NetworkInterface on)
    {
        if (Options.Selection.Filter is { } filter && FilterStage.Reach(filter.For(on)) > Maps.Layout.FilterReach)
            throw new CaptureException(new FilterLooksFurther(on.Name));
        return new(Maps.Layout, firstSlot, Options.WakeUpEvery)
        {
            Processor = RunningProcessor.Kind,
            Selection = Options.Selection,
            LinkType = DeviceLinkType.Of(on),
        };
    }

    /// <summary>The slaves that XDP programs really run on.</summary>
    public SlaveTable Slaves { get; } = new(Scope);

    /// <summary>The hooks at loaded XDP programs, which interfaces share.</summary>
    public HookGroups Groups => field ??= new(this);

    /// <inheritdoc/>
    public void Dispose() => _maps?.Dispose();

    private RingMaps UseRings()
    {
        for (var most = uint.MaxValue; ;)
        {
            var maps = MakeMaps(most);
            try
            {
                Reading.UseRings(maps.Descriptors, maps.FreeSlots);
                return _maps = maps;
            }
            catch (SystemCallException failure) when (failure.Errno == Errno.ENOMEM)
            {
                // The kernel has the memory, and the reader no room to see it: a limit of address space, say.
                maps.Dispose();
                most = maps.CanShrink ? maps.Layout.DataSize / 2 : throw maps.NoRoom(failure);
            }
            catch
            {
                maps.Dispose();
                throw;
            }
        }
    }

    internal (XdpBuffOffsets Offsets, JumboFrames Jumbo) Kernel
    {
        private get => (field.Offsets is null ? field = ReadKernel() : field);
        init;
    }

    private BtfBlob Types => field ??= KernelTypeSource.Load(Options.KernelTypesFile);

    /// <summary>
    /// Finds out whether a file that was named has the kernel's types. They may be needed only when a program comes; a mistake is better known
    /// now.
    /// </summary>
    /// <exception cref="CaptureException">It has not.</exception>
    public void RequireTypes()
    {
        if (Options.KernelTypesFile is not null)
            _ = Types;
    }

    private (XdpBuffOffsets Offsets, JumboFrames Jumbo) ReadKernel() =>
        (XdpBuffOffsets.From(Types), JumboFrames.Find(Types));
}
