namespace Capture.Emission.Parts;

/// <summary>
/// What makes a hook's records those of one packet: the packet gets a number, or the one that it has is found. It is also where a packet is
/// asked what is asked at its first capture point, since that is known by then.
/// </summary>
internal abstract class PacketPart : IProgramPart
{
    /// <summary>What is asked before the ring is taken.</summary>
    public virtual IProgramPart[] Before => [];

    /// <summary>Whether other hooks of the packet follow, for which it is noted what has become of it here.</summary>
    public abstract bool StaysOpen { get; }

    public abstract void Emit(ProgramText text);
}
