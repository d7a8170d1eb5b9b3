using Capture.Model;
using Linux.Network;

namespace Capture.Tests.Model;

public sealed class LinkTypeTests
{
    [Theory]
    [InlineData(1, 1)] // Ethernet
    [InlineData(12, 101)] // raw IP, which every system numbered its own way
    [InlineData(113, 113)] // Linux cooked
    [InlineData(127, 127)] // 802.11 with radiotap
    public void A_file_has_the_number_that_is_alike_on_all_systems(int onLinux, int inFiles) =>
        Assert.Equal((inFiles, onLinux), (LinkTypes.OfDataLink(onLinux), LinkTypes.DataLinkOf((ushort)inFiles)));

    [Theory]
    [InlineData(1, null, 1)] // Ethernet
    [InlineData(772, null, 1)] // loopback
    [InlineData(0xfffe, "wireguard", 101)]
    [InlineData(768, "ipip", 101)]
    [InlineData(768, "vti", 1)] // IPsec leaves the card's header in front
    [InlineData(0xfffe, "xfrm", 1)]
    [InlineData(803, null, 127)] // 802.11 with radiotap
    [InlineData(280, "can", 147)] // nothing that is known
    [InlineData(32, "ipoib", 147)]
    public void A_device_has_the_link_type_of_what_XDP_programs_see(int hardwareType, string? kind, int linkType) => Assert.Equal(
        linkType, DeviceLinkType.Of(new NetworkInterface(1, "x", null, true, 1500, []) { HardwareType = (ushort)hardwareType, Kind = kind }));
}
