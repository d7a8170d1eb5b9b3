using Capture.Legacy;

namespace Capture.Tests.Legacy;

public sealed class LinkTypeTests
{
    [Theory]
    [InlineData(1, 1)] // Ethernet
    [InlineData(12, 101)] // raw IP, which every system numbered its own way
    [InlineData(113, 113)] // Linux cooked
    [InlineData(127, 127)] // 802.11 with radiotap
    public void A_file_has_the_number_that_is_alike_on_all_systems(int onLinux, int inFiles) =>
        Assert.Equal(inFiles, LinkTypes.OfDataLink(onLinux));
}
