namespace PacketFiles;

/// <summary>What a Section Header Block says about the capture (pcapng draft, section 4.1). Absent options are null.</summary>
public sealed record SectionHeader
{
    /// <summary>shb_hardware: the machine, such as x86_64.</summary>
    public string? Hardware { get; init; }

    /// <summary>shb_os: name and version of the operating system.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>shb_userappl: the program that wrote the section.</summary>
    public string? Application { get; init; }

    /// <summary>opt_comment, in file order; may span lines.</summary>
    public IReadOnlyList<string> Comments { get; init; } = [];
}
