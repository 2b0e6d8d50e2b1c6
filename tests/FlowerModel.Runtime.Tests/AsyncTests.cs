using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Tests.Images;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests;

public sealed class AsyncTests
{
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 5 * 7 * 3).Select(i => (byte)(i * 37))];

    [Fact]
    public async Task Files_streams_and_bytes_have_the_scores_of_the_pixels()
    {
        using var folder = new TemporaryFolder();
        var (path, bmp) = (folder["image.bmp"], TinyImage.Bmp(5, 7, Pixels));
        File.WriteAllBytes(path, bmp);
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(3, ClassifierFixture.Metadata()));
        var (expected, cancellation) = (classifier.Classify(Pixels, 5, 7).Scores, TestContext.Current.CancellationToken);
        var scores = new float[3];

        Assert.Equal(expected, (await classifier.ClassifyAsync(path, cancellation)).Scores);
        Assert.Equal(expected, (await classifier.ClassifyAsync(new MemoryStream(bmp), cancellation)).Scores);
        Assert.Equal(expected, (await classifier.ClassifyAsync(new OneByOne(bmp), cancellation)).Scores);
        Assert.Equal(expected, (await classifier.ClassifyAsync(bmp.AsMemory(), cancellation)).Scores);
        Assert.Equal(expected, classifier.Classify(bmp).Scores);
        Assert.Equal(expected, classifier.Classify(new OneByOne(bmp)).Scores);
        classifier.Classify(bmp, scores);
        Assert.Equal(expected, scores);
    }

    [Fact]
    public async Task A_stream_is_read_from_its_position_and_left_open()
    {
        var bmp = TinyImage.Bmp(5, 7, Pixels);
        using var stream = new MemoryStream([1, 2, 3, .. bmp]) { Position = 3 };
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(3, ClassifierFixture.Metadata()));

        var answer = await classifier.ClassifyAsync(stream, TestContext.Current.CancellationToken);

        Assert.Equal(classifier.Classify(Pixels, 5, 7).Scores, answer.Scores);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task Errors_are_those_of_the_synchronous_calls()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["words.jpg"], "words");
        var classifier = ImageClassifier.Load(ClassifierFixture.Write(3, ClassifierFixture.Metadata()));
        var cancellation = TestContext.Current.CancellationToken;

        Assert.Equal(folder["none"], (await Assert.ThrowsAsync<FileNotFoundException>(() => classifier.ClassifyAsync(folder["none"], cancellation))).FileName);
        Assert.Equal(
            folder["words.jpg"],
            (await Assert.ThrowsAsync<ImageFormatException>(() => classifier.ClassifyAsync(folder["words.jpg"], cancellation))).FileName);
        await Assert.ThrowsAsync<ImageFormatException>(() => classifier.ClassifyAsync(new byte[] { 1 }.AsMemory(), cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => classifier.ClassifyAsync(folder["words.jpg"], new CancellationToken(true)));
        Assert.Throws<ArgumentException>("scores", () => classifier.Classify(Pixels, 5, 7, new float[2]));
        Assert.Throws<ArgumentNullException>(() => { _ = classifier.ClassifyAsync((Stream)null!, cancellation); });
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { _ = classifier.ClassifyAsync(folder["none"], cancellation); });
    }

    [Fact]
    public void Scores_and_vectors_in_memory_of_the_caller_cost_no_array()
    {
        using var classifier = ImageClassifier.Load(LinearFixture.Write());
        var (scores, pixels) = (new float[3], new byte[30 * 20 * 3]);
        Assert.Equal(0, Allocations.Of(Run, calls: 100));

        void Run()
        {
            classifier.Classify(pixels, 30, 20, scores);
            classifier.Embed(pixels, 30, 20, scores);
        }
    }

    /// <summary>A stream of unknown length that returns one byte per read, like a slow connection.</summary>
    private sealed class OneByOne(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
