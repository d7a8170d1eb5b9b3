namespace Ebpf.Btf;

/// <summary>A BTF blob does not say what was asked of it: it is malformed, or a type is not of the kind the question supposes.</summary>
public sealed class BtfFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="offset">Where in the blob, in bytes from its start; null where no single place is at fault.</param>
    public BtfFormatException(string message, long? offset = null)
        : base(offset is null ? $"BTF: {message}" : $"BTF at byte {offset}: {message}") => Offset = offset;

    /// <summary>Where in the blob the fault lies, in bytes from its start; null where no single place is at fault.</summary>
    public long? Offset { get; }
}
