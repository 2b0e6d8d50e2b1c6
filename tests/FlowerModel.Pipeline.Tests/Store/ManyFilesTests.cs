using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class ManyFilesTests
{
    private static readonly string[] Files = [.. Enumerable.Range(0, 5000).Select(number => $"{number}")];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(5000)]
    public void The_files_that_meet_the_condition_are_returned_in_their_order(int count)
    {
        var files = Files[..count];
        Assert.Equal(files.Where(EndsWithSeven), ManyFiles.Where(files, EndsWithSeven, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_file_is_examined_once()
    {
        var calls = new int[Files.Length];
        ManyFiles.Where(Files, file => Interlocked.Increment(ref calls[int.Parse(file, null)]) > 1, TestContext.Current.CancellationToken);
        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_file_whose_examination_fails_is_returned() => Assert.Equal(
        ["4321"],
        ManyFiles.Where(Files, file => file == "4321" ? throw new InvalidOperationException(file) : false, TestContext.Current.CancellationToken));

    [Fact]
    public void A_canceled_examination_ends_early()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Empty(ManyFiles.Where(Files, static _ => true, cancellation.Token));
    }

    private static bool EndsWithSeven(string file) => file.EndsWith('7');
}
