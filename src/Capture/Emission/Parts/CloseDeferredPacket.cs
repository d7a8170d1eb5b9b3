namespace Capture.Emission.Parts;

/// <summary>
/// The outermost exit of a packet whose records wait: closes it, and notes that it came by here before anything is asked, so that what is
/// lost counts here too.
/// </summary>
/// <param name="slot">Null where this is no capture point.</param>
internal sealed class CloseDeferredPacket(int? slot) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        PacketStack.EmitFind(
            text.Asm, text.Exits.Orphan, lostBefore: null, text.Settings.AsksFirst ? text.Exits.Free : null, closes: true);
        new NotePass(slot).Emit(text);
        if (text.Settings.AsksWithin)
            EmitUndecided(text);
    }

    /// <summary>No hook before this one has captured: either this is the packet's only capture point, or it has none.</summary>
    private void EmitUndecided(ProgramText text)
    {
        if (slot is not null)
        {
            PacketDecision.EmitFirstUnlessDecided(
                text.Asm, text.Context, text.Settings, text.Exits.Unwanted, text.Exits.Lost, staysOpen: false);
            return;
        }

        text.Asm.Label(out var decided, "decided");
        PacketStack.EmitUndecidedCheck(text.Asm, decided);
        text.Asm.Jump(text.Exits.Unwanted);
        text.Asm.Mark(decided);
    }
}
