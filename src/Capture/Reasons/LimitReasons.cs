namespace Capture.Reasons;

/// <summary>There are more of something than one capture has room for.</summary>
/// <param name="Most">How many it takes.</param>
public abstract record LimitReason(int Most) : CaptureReason;

/// <summary>More interfaces share XDP programs, slaves among them.</summary>
public sealed record TooManyMembers(int Most) : LimitReason(Most);

/// <summary>More capture points are wanted at a time.</summary>
public sealed record TooManyPointsAtOnce(int Count, int Most) : LimitReason(Most);

/// <summary>More capture points are asked for on one interface, where it is known only at the end if a packet is wanted.</summary>
public sealed record TooManyPoints(int Count, int Most) : LimitReason(Most);
