using Capture.Model;
using Linux.Network;

namespace Capture.Reasons;

// What is wrong with the choice of packets.
internal static partial class CaptureErrors
{
    public static CaptureException FilterNotUnderstood(string expression, Exception cause) =>
        new(new FilterNotUnderstood(FilterReason.Shorten(expression), cause.Message), cause: cause);

    public static CaptureException FilterNotForLinkType(string expression, string on, ushort linkType, Exception cause) =>
        new(new FilterNotForLinkType(FilterReason.Shorten(expression), on, linkType, cause.Message), cause: cause);

    public static CaptureException FilterOnUnknownLinkType(NetworkInterface on) =>
        new(new FilterOnUnknownLinkType(on.Name, on.HardwareType));

    public static CaptureException FilterLooksFurther(string on) => new(new FilterLooksFurther(on));

    public static CaptureException PcapHasOneLinkType(CapturePoint point, ushort linkType) =>
        new(new PcapHasOneLinkType(point.InterfaceName, point.LinkTypeName, linkType));

    public static CaptureException FilterFileUnreadable(string path, Exception cause)
    {
        var problem = cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => FileProblem.Missing,
            UnauthorizedAccessException when Directory.Exists(path) => FileProblem.IsFolder,
            UnauthorizedAccessException => FileProblem.NotPermitted,
            _ => FileProblem.Other,
        };
        return new(new FilterFileUnreadable(path, problem, cause.Message), cause: cause);
    }

    public static CaptureException LibpcapMissing(Exception cause) => new(new FilterNeedsLibPcap(), cause: cause);

    public static CaptureException FilterTooComplex(VerifierLimit limit, Exception cause) => new(new FilterTooComplex(limit), cause: cause);

    public static CaptureException TooManyPoints(int count, int most) => new(new TooManyPoints(count, most));
}
