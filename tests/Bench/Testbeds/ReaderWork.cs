using System.Globalization;

namespace Bench.Testbeds;

/// <summary>A piece of the reader's work that can be measured by itself.</summary>
/// <param name="Kind">How records are handed on.</param>
/// <param name="Cpus">CPUs whose packets alternate.</param>
/// <param name="Length">Of each packet, in bytes.</param>
internal readonly record struct ReaderWork(ReaderWorkKind Kind, int Cpus, int Length)
{
    /// <summary>What <see cref="Parse"/> takes, also that of other revisions of this program: "Order 2 64".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Cpus} {Length}");

    /// <summary>Null of anything else, such as a kind that only another revision knows.</summary>
    public static ReaderWork? Parse(string words) =>
        words.Split(' ') is [var name, var cpus, var length] && Enum.TryParse<ReaderWorkKind>(name, out var kind)
            ? new(kind, int.Parse(cpus, CultureInfo.InvariantCulture), int.Parse(length, CultureInfo.InvariantCulture))
            : null;
}

/// <summary>How records are handed on.</summary>
internal enum ReaderWorkKind
{
    /// <summary>Put in order and forgotten; measured in records per second.</summary>
    Order,

    /// <summary>Written to a file in memory from where they lie; bytes per second.</summary>
    Spans,

    /// <summary>Copied together and written; bytes per second.</summary>
    Gathered,
}
