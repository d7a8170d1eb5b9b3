using Linux.Network;

namespace Capture.Following;

/// <summary>Changes that not all interfaces have been told of yet, since the kernel did not answer when it was asked about one.</summary>
internal sealed class HeardChanges
{
    /// <summary>More are not kept, however long the kernel does not answer: then everything is looked at anew, as after a loss.</summary>
    public const int Most = 4096;

    private List<LinkChange> _changes = [];

    public IReadOnlyList<LinkChange> All => _changes;

    public void Add(IReadOnlyList<LinkChange> news)
    {
        if (_changes.Count + news.Count > Most)
            _changes = [new LinkChange(LinkChangeKind.Missed, null)];
        else
            _changes.AddRange(news);
    }

    /// <summary>All have been told.</summary>
    public void Clear() => _changes.Clear();
}
