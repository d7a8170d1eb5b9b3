using System.Text;
using Capture.Output;
using Linux;
using Linux.Files;

namespace Xdpdump;

/// <summary>What was asked for instead of packets, such as a list or the help: it goes to standard output, whole or not.</summary>
internal static class Result
{
    /// <returns>The exit status: 0 also where nobody wants to read (more of) it, as <c>xdpdump -D | head</c> does.</returns>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public static unsafe int Write(string text)
    {
        using var output = OutputStream.StandardOutput();
        if (output.Begin() is OutputFailed unready)
            throw new OutputFailedException(unready.Path, unready.Errno, unready.Errno.Description);
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            var error = output.Write([new IoVector(start, (nuint)bytes.Length)], out _);
            return error.IsError && error != Errno.EPIPE
                ? throw new OutputFailedException(output.Path, error, error.Description)
                : 0;
        }
    }
}
