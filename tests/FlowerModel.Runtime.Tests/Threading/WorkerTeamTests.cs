using FlowerModel.Runtime.Threading;

namespace FlowerModel.Runtime.Tests.Threading;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 2)]
    [InlineData(2, 7)]
    [InlineData(8, 8)]
    public void Every_part_of_every_round_is_done_once(int threads, int parts)
    {
        var team = new WorkerTeam(threads);
        var done = new int[parts];
        for (var round = 1; round <= 2000; round++)
        {
            team.Run(part => done[part]++, parts);
            Assert.All(done, count => Assert.Equal(round, count));
        }
    }

    /// <summary>The first part waits until another thread has begun the second.</summary>
    [Fact]
    public void Parts_are_done_at_the_same_time()
    {
        var team = new WorkerTeam(2);
        using var both = new Barrier(2);
        for (var round = 0; round < 20; round++) team.Run(_ => Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1))), 2);
    }

    /// <summary>Long parts let the other threads fall asleep, on both sides.</summary>
    [Fact]
    public void Threads_that_sleep_are_woken()
    {
        var team = new WorkerTeam(2);
        var done = 0;
        for (var round = 0; round < 4; round++)
        {
            var slow = round % 2;
            team.Run(
                part =>
                {
                    if (part == slow) Thread.Sleep(30);
                    Interlocked.Increment(ref done);
                },
                2);
            Thread.Sleep(30);
        }

        Assert.Equal(8, done);
    }

    [Fact]
    public void An_exception_of_any_part_is_thrown_and_the_team_goes_on()
    {
        var team = new WorkerTeam(3);
        Assert.Equal("2", Assert.Throws<InvalidOperationException>(() => team.Run(Fail, 3)).Message);
        var done = 0;
        team.Run(_ => Interlocked.Increment(ref done), 3);
        Assert.Equal(3, done);

        static void Fail(int part)
        {
            if (part == 2) throw new InvalidOperationException("2");
        }
    }
}
