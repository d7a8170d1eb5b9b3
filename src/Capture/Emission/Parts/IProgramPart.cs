namespace Capture.Emission.Parts;

/// <summary>One of the parts that a capture program is a list of, in the order of its instructions.</summary>
internal interface IProgramPart
{
    /// <summary>Emits it. The run goes on with the next part, or leaves for one of the <see cref="ProgramText.Exits"/>.</summary>
    void Emit(ProgramText text);
}
