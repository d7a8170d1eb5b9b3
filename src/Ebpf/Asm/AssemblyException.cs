namespace Ebpf.Asm;

/// <summary>A program that cannot be encoded: a mistake in the code that emits it, found without asking a kernel.</summary>
public sealed class AssemblyException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and at which instruction, one finding per line.</param>
    public AssemblyException(string message) : base(message)
    {
    }
}
