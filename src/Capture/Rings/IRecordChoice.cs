namespace Capture.Rings;

/// <summary>Chooses records when all of their packet are there, before any goes on.</summary>
internal unsafe interface IRecordChoice
{
    /// <summary>Whether the ring's next record, which is of this point, is to be handed on.</summary>
    bool Wants(CaptureRing ring, int point);

    /// <summary>Shortens a record that is handed on to what is wanted of its packet.</summary>
    /// <returns>The bytes it has then.</returns>
    uint Cut(byte* record);
}
