namespace PacketFiles;

/// <summary>
/// An Interface Statistics Block (pcapng draft, section 4.6). Counts are packets; times are since 1970-01-01 UTC in units of the
/// interface's resolution. Absent options are null.
/// </summary>
public sealed record InterfaceStatistics
{
    /// <summary>Position of the interface among those described in the section, from 0.</summary>
    public required uint InterfaceId { get; init; }

    /// <summary>When the counters were read.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>opt_comment, the first if there are several.</summary>
    public string? Comment { get; init; }

    /// <summary>isb_starttime: when the capture began.</summary>
    public ulong? StartTime { get; init; }

    /// <summary>isb_endtime: when the capture ended.</summary>
    public ulong? EndTime { get; init; }

    /// <summary>isb_ifrecv: received from the interface.</summary>
    public ulong? Received { get; init; }

    /// <summary>isb_ifdrop: dropped by the interface for want of resources.</summary>
    public ulong? Dropped { get; init; }

    /// <summary>isb_filteraccept: accepted by the filter.</summary>
    public ulong? FilterAccepted { get; init; }

    /// <summary>isb_osdrop: dropped by the operating system.</summary>
    public ulong? OsDropped { get; init; }

    /// <summary>isb_usrdeliv: delivered to the user.</summary>
    public ulong? Delivered { get; init; }
}
