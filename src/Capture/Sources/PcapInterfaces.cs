using Capture.Reasons;
using SharpPcap;
using SharpPcap.LibPcap;

namespace Capture.Sources;

/// <summary>What libpcap knows of a network namespace's interfaces: it lists them all, which takes a while where there are many.</summary>
internal sealed class PcapInterfaces
{
    private IReadOnlyList<PcapInterface> _listed = [];

    /// <summary>Finds an interface of the calling thread's network namespace.</summary>
    /// <exception cref="CaptureException">There is none, or libpcap refuses; the message says why.</exception>
    public PcapInterface Find(string name)
    {
        if (FindListed(name) is { } known)
            return known;
        try
        {
            _listed = PcapInterface.GetAllPcapInterfaces();
        }
        catch (PcapException refusal)
        {
            throw LibPcapRefusal.Explain(name, refusal.Message, refusal);
        }

        return FindListed(name) ?? throw new CaptureException(new InterfaceVanished(name));
    }

    private PcapInterface? FindListed(string name) => _listed.FirstOrDefault(one => one.Name == name);
}
