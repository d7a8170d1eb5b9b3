using Linux.Native;

namespace Linux.Processes;

/// <summary>Keeps signals from the calling thread until disposed on that same thread.</summary>
/// <remarks>
/// For calls that EINTR would end half-way without saying how far they came. Other threads take the process's signals meanwhile.
/// </remarks>
internal unsafe ref struct SignalBlock
{
    private SignalSet _previous;

    internal static SignalBlock Enter()
    {
        SignalBlock block = default;
        SignalSet all = default;
        ((Span<ulong>)all).Fill(ulong.MaxValue);
        SignalSet previous;
        _ = LibC.SetSignalMask(LibC.SIG_SETMASK, &all, &previous);
        block._previous = previous;
        return block;
    }

    public readonly void Dispose()
    {
        SignalSet previous = _previous;
        _ = LibC.SetSignalMask(LibC.SIG_SETMASK, &previous, null);
    }
}
