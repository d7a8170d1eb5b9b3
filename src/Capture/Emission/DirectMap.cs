namespace Capture.Emission;

/// <summary>
/// Where the kernel maps memory: what turns a <c>struct page</c> into the address of its bytes. Both are chosen anew at each boot.
/// </summary>
/// <param name="PageStructs">vmemmap_base: the struct page of the first page.</param>
/// <param name="Pages">page_offset_base: the first page itself.</param>
/// <remarks>
/// These two variables are x86-64's (arch/x86/include/asm/page_64.h), whose pages have 4096 bytes. On other processors a capture keeps the
/// first buffer of each packet.
/// </remarks>
internal sealed record DirectMap(ulong PageStructs, ulong Pages)
{
    /// <summary>log2 of a page's size.</summary>
    public const int PageShift = 12;
}

/// <summary>How packets in several buffers are read.</summary>
/// <param name="Offsets">Where the kernel describes the buffers behind the first.</param>
/// <param name="Map">How to reach their bytes; null where that is not known: the first buffer is kept then, and the original length told.</param>
internal sealed record FragmentAccess(FragmentOffsets Offsets, DirectMap? Map)
{
    /// <summary>
    /// The most bytes copied at once. A verifier sees no connection between what was copied and what is left to copy, so the ring has
    /// as much room behind the longest record (<see cref="Capture.Records.RingLayout.Slack"/>).
    /// </summary>
    public int Step { get; init; } = Capture.Records.RingLayout.CopyStep;
}
