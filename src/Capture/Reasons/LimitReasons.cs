namespace Capture.Reasons;

/// <summary>There are more of something than one capture has room for.</summary>
/// <param name="Most">How many it takes.</param>
public abstract record LimitReason(int Most) : CaptureReason;

/// <summary>XDP programs were replaced so often that there is no number left for more capture points.</summary>
public sealed record TooManyChanges(int Most) : LimitReason(Most);

/// <summary>The captured interfaces have more slaves.</summary>
public sealed record TooManySlaves(int Most) : LimitReason(Most);

/// <summary>More interfaces have XDP programs.</summary>
public sealed record TooManyGroups(int Most) : LimitReason(Most);

/// <summary>More capture points are asked for.</summary>
public sealed record TooManyPointsInAll(int Count, int Most) : LimitReason(Most);

/// <summary>More capture points are asked for on one interface, where it is known only at the end if a packet is wanted.</summary>
public sealed record TooManyPoints(int Count, int Most) : LimitReason(Most);

/// <summary>More interfaces are to be captured on through libpcap.</summary>
public sealed record TooManyInterfaces(int Count, int Most) : LimitReason(Most);
