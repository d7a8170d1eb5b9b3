using Ebpf.Asm;

namespace Capture.Emission;

/// <summary>Where a capture program's run can end early. An exit that no part of the program takes is not there.</summary>
internal sealed class ExitLabels(Assembler asm)
{
    private Label? _lost, _lostBefore, _orphan, _unwanted, _unproven, _free, _nested, _done;

    /// <summary>The ring is taken and the record cannot be kept.</summary>
    public Label Lost => Get(ref _lost, "lost");

    /// <summary>The ring is taken, and an earlier record of the packet could not be kept.</summary>
    public Label LostBefore => Get(ref _lostBefore, "lost_before");

    /// <summary>The ring is taken and nobody opened the packet.</summary>
    public Label Orphan => Get(ref _orphan, "orphan");

    /// <summary>The ring is taken, and it has just been found that the packet is not to be captured.</summary>
    public Label Unwanted => Get(ref _unwanted, "unwanted");

    /// <summary>The ring is taken, and what the record would be read through is not known to be the packet's context.</summary>
    public Label Unproven => Get(ref _unproven, "unproven");

    /// <summary>The ring is taken and there is nothing to keep.</summary>
    public Label Free => Get(ref _free, "free");

    /// <summary>The ring belongs to the run that this one interrupted.</summary>
    public Label Nested => Get(ref _nested, "nested");

    /// <summary>The ring is not taken.</summary>
    public Label Done => Get(ref _done, "done");

    /// <summary>Whether a part takes <see cref="LostBefore"/>.</summary>
    public bool HasLostBefore => _lostBefore is not null;

    /// <summary>Whether a part takes <see cref="Orphan"/>.</summary>
    public bool HasOrphan => _orphan is not null;

    /// <summary>Whether a part takes <see cref="Unwanted"/>.</summary>
    public bool HasUnwanted => _unwanted is not null;

    /// <summary>Whether a part takes <see cref="Unproven"/>.</summary>
    public bool HasUnproven => _unproven is not null;

    private Label Get(ref Label? label, string name)
    {
        if (label is null)
            asm.Label(out label, name);
        return label;
    }
}
