namespace ClassicBpf.Translation;

/// <summary>Why a classic program cannot be translated.</summary>
public abstract record TranslationObstacle
{
    private protected TranslationObstacle()
    {
    }
}

/// <summary>A jump leads back.</summary>
public sealed record LoopInFilter : TranslationObstacle;

/// <summary>It asks for something that the kernel knows of a socket's packets and that no program at an XDP hook can answer.</summary>
/// <param name="What">That.</param>
public sealed record MetadataInFilter(PacketMetadata What) : TranslationObstacle;

/// <summary>Its jumps would have to reach further than eBPF's do.</summary>
/// <param name="Classic">Classic instructions it has.</param>
/// <param name="Translated">eBPF instructions it would have.</param>
/// <param name="Most">The most there can be.</param>
public sealed record FilterLength(int Classic, int Translated, int Most) : TranslationObstacle;
