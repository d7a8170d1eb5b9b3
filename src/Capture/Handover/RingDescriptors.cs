using Capture.Records;
using Linux.Files;

namespace Capture.Handover;

/// <summary>All it takes to read the rings: descriptors, which may as well have come from another process, and where things lie.</summary>
/// <param name="Layout">Of each CPU's ring.</param>
/// <param name="Cpus">How many rings there are.</param>
/// <param name="Rings">The map of rings, one value for each CPU; may be mapped for writing.</param>
/// <param name="Control">The map with the control value; the same.</param>
/// <param name="Bell">The ring-buffer map that wakes the reader.</param>
internal sealed record RingDescriptors(
    RingLayout Layout, int Cpus, FileDescriptorHandle Rings, FileDescriptorHandle Control, FileDescriptorHandle Bell);
