namespace Capture.Reasons;

/// <summary>XDP programs cannot be traced on this machine, or one of them cannot now; functions are told as function@id.</summary>
public abstract record TracingReason : CaptureReason;

/// <summary>A policy of the machine forbids it although the capabilities are there.</summary>
public sealed record TracingForbidden(string Target) : TracingReason;

/// <summary>The kernel was built without it.</summary>
public sealed record TracingUnknown(string Target) : TracingReason;

/// <summary>The kernel is older than tracing of XDP programs.</summary>
/// <param name="Needed">The first release that can.</param>
public sealed record KernelTooOld(Version Needed) : TracingReason;

/// <summary>The kernel interprets BPF programs, and can trace only what it has compiled.</summary>
public sealed record TracingNeedsCompiler(string Target) : TracingReason;

/// <summary>The kernel cannot do it on this processor.</summary>
public sealed record TracingUnsupported(string Target) : TracingReason;

/// <summary>As many programs trace the function as the kernel lets.</summary>
public sealed record TooManyTraces(string Target) : TracingReason;

/// <summary>Another program has taken the function's place.</summary>
public sealed record TargetReplaced(string Target) : TracingReason;
