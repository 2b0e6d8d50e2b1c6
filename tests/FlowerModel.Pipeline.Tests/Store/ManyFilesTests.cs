using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class ManyFilesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(5000)]
    public void The_files_that_are_looked_for_are_returned_in_order(int count)
    {
        var found = ManyFiles.Where(count, FindSevens, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, count).Where(number => number % 10 == 7), found);
    }

    [Fact]
    public void Every_file_is_examined_once()
    {
        var calls = new int[5000];
        ManyFiles.Where(
            calls.Length,
            (first, end, _) =>
            {
                for (var i = first; i < end; i++) Interlocked.Increment(ref calls[i]);
            },
            TestContext.Current.CancellationToken);
        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Fact]
    public void All_files_of_an_examination_that_fails_are_returned()
    {
        var found = ManyFiles.Where(
            5000,
            static (first, end, _) =>
            {
                if (first <= 4321 && 4321 < end) throw new InvalidOperationException("4321");
            },
            TestContext.Current.CancellationToken);
        Assert.Contains(4321, found);
        Assert.DoesNotContain(0, found);
        Assert.Equal(found[^1] - found[0] + 1, found.Count);
    }

    [Fact]
    public void A_canceled_examination_ends_early()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Empty(ManyFiles.Where(5000, FindSevens, cancellation.Token));
    }

    private static void FindSevens(int first, int end, bool[] hits)
    {
        for (var i = first; i < end; i++) hits[i] = i % 10 == 7;
    }
}
