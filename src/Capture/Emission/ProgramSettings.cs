using Capture.Rings;

namespace Capture.Emission;

/// <summary>What is alike in all capture programs of one interface.</summary>
/// <param name="Layout">The rings.</param>
/// <param name="Setup">Number of the group of hooks the program belongs to: which of the control map's counting flags is its own.</param>
/// <param name="WakeUpEvery">A sleeping reader is woken when a CPU has published this many records since it last did so.</param>
internal sealed record ProgramSettings(RingLayout Layout, int Setup = 0, uint WakeUpEvery = 1);
