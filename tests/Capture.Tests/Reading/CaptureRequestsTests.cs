using Capture.Reading;
using Linux.Files;

namespace Capture.Tests.Reading;

/// <summary>A reader sleeps on the handle: it must be readable when there is something to do, and not for ever afterwards.</summary>
public sealed class CaptureRequestsTests : IDisposable
{
    private readonly CaptureRequests _requests = new();

    public void Dispose() => _requests.Dispose();

    [Fact]
    public void Counts_asked_for_twice_are_told_once()
    {
        Assert.False(_requests.TakeCountsRequest());
        _requests.TellCounts();
        _requests.TellCounts();
        Assert.True(IsReadable());
        Assert.True(_requests.TakeCountsRequest());
        Assert.False(_requests.TakeCountsRequest());
        Assert.False(IsReadable());
    }

    [Fact]
    public void A_stop_wakes_the_reader_though_counts_are_told_in_between()
    {
        _requests.TellCounts();
        _requests.Stop();
        Assert.True(_requests.TakeCountsRequest());
        Assert.True(_requests.IsStopRequested);
        Assert.True(IsReadable());
    }

    [Fact]
    public void Nothing_keeps_the_reader_awake_when_counts_are_asked_for_while_they_are_told()
    {
        for (var round = 0; round < 20_000; round++)
        {
            Parallel.Invoke(_requests.TellCounts, () => _requests.TakeCountsRequest(), _requests.TellCounts);
            while (_requests.TakeCountsRequest())
            {
            }

            Assert.False(IsReadable(), $"round {round}");
        }
    }

    private bool IsReadable() => Poll.Wait([new PollEntry(_requests.Handle, PollEvents.In)], timeoutMilliseconds: 0) > 0;
}
