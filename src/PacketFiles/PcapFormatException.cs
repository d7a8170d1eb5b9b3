namespace PacketFiles;

/// <summary>The bytes are not a classic pcap file, or are damaged. Nothing that follows can be trusted.</summary>
public sealed class PcapFormatException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="field">What was being read.</param>
    /// <param name="position">Bytes from the start of the file to the header or record at fault.</param>
    /// <param name="actual">What was found.</param>
    /// <param name="expected">What should have been there.</param>
    public PcapFormatException(string field, long position, string actual, string expected)
        : base($"{field} at byte {position}: found {actual}, expected {expected}")
    {
        Position = position;
        Actual = actual;
        Expected = expected;
    }

    /// <summary>Bytes from the start of the file to the header or record at fault.</summary>
    public long Position { get; }

    /// <summary>What was found.</summary>
    public string Actual { get; }

    /// <summary>What should have been there.</summary>
    public string Expected { get; }
}
