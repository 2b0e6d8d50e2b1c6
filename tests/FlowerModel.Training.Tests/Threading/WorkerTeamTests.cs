using FlowerModel.Training.Threading;

namespace FlowerModel.Training.Tests.Threading;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Every_thread_does_its_piece_of_every_round(int threads)
    {
        using var team = new WorkerTeam(threads);
        var done = new int[threads];
        for (var round = 1; round <= 200; round++)
        {
            team.Run(thread => done[thread]++);
            Assert.All(done, count => Assert.Equal(round, count));
        }
    }

    /// <summary>Long pieces let the other threads fall asleep, on both sides.</summary>
    [Fact]
    public void Threads_that_sleep_are_woken()
    {
        using var team = new WorkerTeam(2);
        var done = 0;
        for (var round = 0; round < 4; round++)
        {
            var slow = round % 2;
            team.Run(thread =>
            {
                if (thread == slow) Thread.Sleep(30);
                Interlocked.Increment(ref done);
            });
            Thread.Sleep(30);
        }

        Assert.Equal(8, done);
    }

    [Fact]
    public void An_exception_of_any_thread_is_thrown_and_the_team_goes_on()
    {
        using var team = new WorkerTeam(3);
        Assert.Equal("2", Assert.Throws<InvalidOperationException>(() => team.Run(Fail)).Message);
        var done = 0;
        team.Run(_ => Interlocked.Increment(ref done));
        Assert.Equal(3, done);

        static void Fail(int thread)
        {
            if (thread == 2) throw new InvalidOperationException("2");
        }
    }
}
