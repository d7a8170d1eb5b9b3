namespace Xdpdump.Tests;

/// <summary>What is prepared and told to end meanwhile ends, one way or the other.</summary>
public sealed class StartWatchTests
{
    [Fact]
    public void After_a_signal_a_start_that_does_not_come_to_its_end_is_given_up_once()
    {
        var times = 0;
        using var given = new ManualResetEventSlim();
        using var watch = new StartWatch(() =>
        {
            times++;
            given.Set();
        });
        watch.Signalled();
        watch.Signalled();
        Assert.True(given.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        watch.Dispose();
        Assert.Equal(1, times);
    }

    [Fact]
    public void A_start_that_comes_to_its_end_is_not_given_up()
    {
        var times = 0;
        var watch = new StartWatch(() => times++);
        watch.Signalled();
        watch.Dispose();
        watch.Signalled();
        Thread.Sleep(TimeSpan.FromMilliseconds(600));
        Assert.Equal(0, times);
    }
}
