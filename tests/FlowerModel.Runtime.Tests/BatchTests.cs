using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Tests.Images;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests;

public sealed class BatchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageClassifier classifier = ImageClassifier.Load(ClassifierFixture.Write(4, ClassifierFixture.Metadata()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_keep_the_order_and_an_unreadable_image_only_has_its_own_error()
    {
        var paths = Enumerable.Range(0, 40).Select(Write).ToArray();
        paths[7] = folder["missing.bmp"];
        File.WriteAllText(paths[11], "words");

        Check(classifier.ClassifyBatch(paths, Cancellation));
        var streamed = new List<BatchResult<Classification>>();
        await foreach (var result in classifier.ClassifyBatchAsync(paths, Cancellation)) streamed.Add(result);
        Check(streamed);

        void Check(IReadOnlyList<BatchResult<Classification>> results)
        {
            Assert.Equal(Enumerable.Range(0, 40), results.Select(result => result.Index));
            Assert.Equal(paths, results.Select(result => result.Path));
            Assert.IsType<FileNotFoundException>(results[7].Error);
            Assert.Contains(paths[11], Assert.IsType<ImageFormatException>(results[11].Error).Message, StringComparison.Ordinal);
            foreach (var result in results.Where(result => result.Index is not (7 or 11)))
            {
                Assert.True(result.Succeeded);
                Assert.Equal(result.Index % 3, result.Value.Index);
            }

            Assert.Null(results[7].Value);
            Assert.False(results[7].Succeeded);
        }
    }

    [Fact]
    public void Images_in_memory_need_no_path()
    {
        ReadOnlyMemory<byte>[] images = [TinyImage.Bmp(1, 1, Color(2)), new byte[] { 1, 2, 3 }, TinyImage.Bmp(1, 1, Color(1))];

        var results = classifier.ClassifyBatch(images, Cancellation);

        Assert.Equal(["blue", null, "green"], results.Select(result => result.Value?.Label));
        Assert.All(results, result => Assert.Null(result.Path));
        Assert.IsType<ImageFormatException>(results[1].Error);
        Assert.StartsWith("1: ", results[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_are_taken_only_as_far_as_results_are_taken()
    {
        var taken = 0;
        await foreach (var result in classifier.ClassifyBatchAsync(Endless(), Cancellation))
        {
            if (result.Index == 5) break;
        }

        Assert.InRange(taken, 6, 6 + (4 * Environment.ProcessorCount));

        IEnumerable<string> Endless()
        {
            var path = Write(0);
            for (; ; taken++) yield return path;
        }
    }

    [Fact]
    public async Task A_batch_can_be_canceled_and_needs_a_live_classifier()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        string[] paths = [Write(0)];
        Assert.ThrowsAny<OperationCanceledException>(() => classifier.ClassifyBatch(paths, canceled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in classifier.ClassifyBatchAsync(paths, canceled.Token))
            {
            }
        });

        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.ClassifyBatch(paths, Cancellation));
        Assert.Throws<ObjectDisposedException>(() => classifier.ClassifyBatchAsync(paths, Cancellation));
    }

    [Fact]
    public void A_classifier_that_is_disposed_ends_a_batch_with_its_own_exception()
    {
        Assert.Throws<ObjectDisposedException>(() => classifier.ClassifyBatch(Paths(), Cancellation));

        // The paths are taken before the first image is classified.
        IEnumerable<string> Paths()
        {
            for (var i = 0; i < 8; i++) yield return Write(i);
            classifier.Dispose();
        }
    }

    [Fact]
    public void An_empty_batch_has_no_results() => Assert.Empty(classifier.ClassifyBatch(Array.Empty<string>(), Cancellation));

    public void Dispose()
    {
        classifier.Dispose();
        folder.Dispose();
    }

    private static byte[] Color(int channel) => [.. Enumerable.Range(0, 3).Select(i => (byte)(i == channel ? 255 : 0))];

    private string Write(int index)
    {
        var path = folder[$"{index}.bmp"];
        File.WriteAllBytes(path, TinyImage.Bmp(1, 1, Color(index % 3)));
        return path;
    }
}
