namespace Capture.Reasons;

/// <summary>Packets are not captured as long as they are.</summary>
public abstract record LengthReason : CaptureReason;

/// <summary>Of packets in several buffers only the first is captured: addresses take CAP_SYSLOG.</summary>
public sealed record JumboNeedsSyslog : LengthReason;

/// <summary>The same, since kernel.kptr_restrict hides addresses from everyone.</summary>
public sealed record JumboHiddenFromAll : LengthReason;

/// <summary>The same, since the kernel lacks a variable that tells where memory is mapped.</summary>
public sealed record JumboMapUnknown(string Symbol) : LengthReason;

/// <summary>The same, since the kernel does not let programs read such variables.</summary>
public sealed record JumboMapRefused : LengthReason;

/// <summary>The same, and not even their length is known, since the kernel's types are not as they are known.</summary>
/// <param name="What">The type or member that is not.</param>
public sealed record JumboLayoutUnknown(string What) : LengthReason;

/// <summary>Longer packets are cut: what lies further behind is read by its address, which takes CAP_PERFMON.</summary>
/// <param name="Reach">Bytes that are kept.</param>
public sealed record LongPacketsNeedPerfmon(int Reach) : LengthReason;
