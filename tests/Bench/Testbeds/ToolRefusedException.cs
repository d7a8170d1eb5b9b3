namespace Bench.Testbeds;

/// <summary>A tool ended before it captured anything; the message is what it said.</summary>
internal sealed class ToolRefusedException(string words) : Exception(words);
