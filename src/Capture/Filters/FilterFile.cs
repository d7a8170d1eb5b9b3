using System.Text;
using Capture.Reasons;
using Linux.Files;

namespace Capture.Filters;

/// <summary>A filter expression from a file. From # to the end of the line is a comment; lines may break anywhere else.</summary>
public static class FilterFile
{
    /// <summary>Bytes. libpcap takes minutes for a tenth of that.</summary>
    public const int Longest = 1 << 20;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads it. A FIFO is waited for until somebody writes it.</summary>
    /// <exception cref="CaptureException">It cannot be read, or holds no text.</exception>
    public static string Read(string path)
    {
        try
        {
            return Expression(ReadBytes(path));
        }
        catch (DecoderFallbackException exception)
        {
            throw new CaptureException(new FilterFileUnreadable(path, FileProblem.NoText, exception.Message), cause: exception);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CaptureException(new FilterFileUnreadable(path, ProblemOf(exception, path), exception.Message), cause: exception);
        }
    }

    /// <summary>What counts of it. Comments go first: they may be in any encoding.</summary>
    /// <exception cref="DecoderFallbackException">It is no UTF-8, or holds zero bytes.</exception>
    private static string Expression(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        var kept = new List<byte>(text.Length);
        foreach (var line in text.Split((byte)'\n'))
        {
            var comment = text[line].IndexOf((byte)'#');
            kept.AddRange(comment < 0 ? text[line] : text[line][..comment]);
            kept.Add((byte)'\n');
        }

        kept.RemoveAt(kept.Count - 1); // the last line ends without one
        return kept.Contains(0) ? throw new DecoderFallbackException() : s_strict.GetString([.. kept]);
    }

    private static byte[] ReadBytes(string path)
    {
        // A device may have no end, and says nothing of its length.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return BoundedRead.ToEnd(file, Longest) ?? throw new CaptureException(new FilterFileUnreadable(path, FileProblem.TooLong, ""));
    }

    private static FileProblem ProblemOf(Exception exception, string path) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => FileProblem.Missing,
        UnauthorizedAccessException when Directory.Exists(path) => FileProblem.IsFolder,
        UnauthorizedAccessException => FileProblem.NotPermitted,
        _ => FileProblem.Other,
    };
}
