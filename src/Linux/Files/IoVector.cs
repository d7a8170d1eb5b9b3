namespace Linux.Files;

/// <summary>A piece of memory to write: struct iovec.</summary>
public unsafe struct IoVector
{
    /// <summary>First byte. Has to stay valid until the write returns.</summary>
    public void* Base { get; set; }

    /// <summary>Number of bytes.</summary>
    public nuint Length { get; set; }

    /// <summary>Describes <paramref name="length"/> bytes from <paramref name="start"/> on.</summary>
    public IoVector(void* start, nuint length)
    {
        Base = start;
        Length = length;
    }
}
