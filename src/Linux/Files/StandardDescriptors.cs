using Linux.Native;

namespace Linux.Files;

/// <summary>Standard input, output and error, which whoever starts a program may have closed.</summary>
public static class StandardDescriptors
{
    private const int Count = 3;

    /// <summary>
    /// Puts something in the place of those that are closed. To be called before anything is opened: the kernel gives out the lowest number
    /// that is free, and a capture file with the number 2 would get the messages, too.
    /// </summary>
    /// <remarks>What stands there is known to every kernel and needs no device: writing to it fails with EBADF, as if it were closed.</remarks>
    public static void Reserve()
    {
        for (int descriptor = 0; descriptor < Count; descriptor++)
        {
            if (LibC.FileControl(descriptor, LibC.F_GETFL, 0) < 0)
                _ = LibC.Open("/", LibC.O_PATH, 0);
        }
    }
}
