using Capture.Records;
using Linux.Files;

namespace Capture.Rings;

/// <summary>
/// Wakes the reader when a record comes while it sleeps: a tiny ring-buffer map, whose only use is that its file descriptor
/// can be waited for. Its content is never read.
/// </summary>
internal sealed unsafe class Doorbell : IDoorbell, IDisposable
{
    private readonly MemoryMapping _control;
    private readonly MemoryMapping _consumer;
    private readonly MemoryMapping _producer;

    /// <param name="map">The ring-buffer map; stays the caller's.</param>
    /// <param name="control">The map value that holds <see cref="ControlLayout.Sleeping"/>; stays the caller's.</param>
    public Doorbell(FileDescriptorHandle map, MemoryMapping control)
    {
        _control = control;
        Handle = map;
        var page = (nuint)Environment.SystemPageSize;
        _consumer = MemoryMapping.Map(map, page, writable: true);
        try
        {
            _producer = MemoryMapping.Map(map, page, writable: false, offset: (long)page);
        }
        catch
        {
            _consumer.Dispose();
            throw;
        }
    }

    /// <summary>Readable once the bell was rung.</summary>
    public FileDescriptorHandle Handle { get; }

    /// <summary>
    /// Asks to be woken. The fence pairs with the producers' atomic publishing: either they see the flag, or a look at
    /// the heads after this call sees their record.
    /// </summary>
    public void Arm()
    {
        Volatile.Write(ref Sleeping, 1);
        Interlocked.MemoryBarrier();
    }

    /// <summary>Awake: producers need not ring, and what was rung is taken as heard.</summary>
    public void Disarm()
    {
        Volatile.Write(ref Sleeping, 0);
        *(ulong*)_consumer.Pointer = Volatile.Read(ref *(ulong*)_producer.Pointer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer.Dispose();
        _producer.Dispose();
    }

    private ref ulong Sleeping => ref *(ulong*)(_control.Pointer + ControlLayout.Sleeping);
}
