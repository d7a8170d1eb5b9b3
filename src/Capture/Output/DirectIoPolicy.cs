namespace Capture.Output;

/// <summary>Which of two ways to write much is used: past the page cache or through it.</summary>
/// <remarks>
/// Through the cache is often faster until it is full; then the kernel makes the writer wait, a fifth of a second at a time, and the rings
/// fill meanwhile. So it goes past the cache as long as that keeps up with what comes. When it does not, the other way is tried, and from
/// then on the faster one is used. Which one that is depends on the disk, the file system and the memory, and changes.
/// </remarks>
internal sealed class DirectIoPolicy
{
    /// <summary>Bytes after which a way is judged.</summary>
    public const long Window = 32 << 20;

    /// <summary>Nanoseconds of writing after which it is judged anyway: long before the rings are full.</summary>
    public const long Patience = 50_000_000;

    /// <summary>A writer that would write for more than this part of the time hardly keeps up.</summary>
    public const double Busy = 0.8;

    /// <summary>
    /// What is known of the way past the cache gets better by so much each time the other one is judged: a stall must not speak against it for
    /// good. Trying it in vain costs <see cref="Patience"/>.
    /// </summary>
    public const double Forgiveness = 1.1;

    // Bytes per second of the last window, by way; not a number while unknown, which is neither more nor less than any.
    private double _cached = double.NaN, _direct = double.NaN;
    private long _bytes, _writing, _since = -1;
    private bool _isDirectPossible = true;

    /// <summary>Whether to write past the page cache now.</summary>
    public bool IsDirect { get; private set; } = true;

    /// <summary>The file does not do it: never again.</summary>
    public void RuleOutDirect()
    {
        (_isDirectPossible, IsDirect) = (false, false);
        Restart(-1);
    }

    /// <summary>So many bytes were written, the way it was said.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="start">When that began, in nanoseconds of any steady clock.</param>
    /// <param name="end">When they were written, by the same clock.</param>
    public void Report(long bytes, long start, long end)
    {
        if (_since < 0)
            _since = start;
        _bytes += bytes;
        _writing += end - start;
        if (_bytes < Window && _writing < Patience)
            return;
        var rate = PerSecond(_bytes, _writing);
        var needed = PerSecond(_bytes, end - _since);
        Restart(end);
        (_direct, _cached) = IsDirect ? (rate, _cached) : (_direct * Forgiveness, rate);
        IsDirect = _isDirectPossible && (needed <= Busy * _direct || _direct > _cached);
    }

    private void Restart(long now) => (_bytes, _writing, _since) = (0, 0, now);

    private static double PerSecond(long bytes, long nanoseconds) => bytes * 1e9 / Math.Max(nanoseconds, 1);
}
