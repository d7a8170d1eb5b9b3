namespace Ebpf.Btf;

/// <summary>Bytes that are no BTF, or BTF that does not say what was asked of it. The message has the place, what was there and what was expected.</summary>
public sealed class BtfFormatException : Exception
{
    /// <summary>Creates it.</summary>
    public BtfFormatException(string message)
        : base(message)
    {
    }
}
