namespace Xdpdump.CommandLine;

/// <summary>The command line makes no sense; the message names the offending word.</summary>
internal sealed class UsageException(string message) : Exception(message);
