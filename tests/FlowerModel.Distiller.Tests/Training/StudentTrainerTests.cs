using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Settings;
using FlowerModel.Distiller.Tests.Networks;
using FlowerModel.Distiller.Training;
using FlowerModel.Networks;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Distiller.Tests.Training;

/// <summary>A few steps of the recipe in docs/base.md, on drawings in the repository.</summary>
public sealed class StudentTrainerTests : IDisposable
{
    private static readonly SizedNetwork Wide = NetworkCatalog.Default.At(0.5, 64);
    private readonly TemporaryFolder folder = new();
    private readonly IReadOnlyList<PhotoFile> images = [.. TeachingImages.Find(
        [Path.Combine(ReferenceData.RepositoryRoot, "sample/FlowerApp/flowers/tulips")], 0, problem => Assert.Fail(problem.Text)).Take(26)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0.4)]
    public void A_student_approaches_its_teacher_with_the_same_bits_whether_interrupted_or_not(bool narrowed, double mixup)
    {
        var teacher = RandomTeacher.Create(Wide, seed: 3);
        var options = Options() with { Narrowed = narrowed, Mixup = mixup };
        var whole = Distill(teacher, "whole", options, threads: 1);
        var again = Distill(teacher, "again", options, threads: 3);
        Assert.Throws<OperationCanceledException>(() => Distill(teacher, "parts", options, threads: 2, stopAfter: 2));
        var parts = Distill(teacher, "parts", options, threads: 2);

        Assert.Equal([0, 1, 2, 3], whole.History.Epochs.Select(epoch => epoch.Epoch));
        Assert.True(whole.History.Epochs[3].Loss < whole.History.Epochs[1].Loss);
        Assert.Equal(Values(whole.Weights), Values(again.Weights));
        Assert.Equal(Values(whole.Weights), Values(parts.Weights));
        Assert.Equal(Figures(whole), Figures(again));
        Assert.Equal(Figures(whole), Figures(parts));
    }

    [Fact]
    public void The_teacher_runs_once_per_view_and_incomplete_lessons_are_continued()
    {
        var teacher = RandomTeacher.Create(Wide, seed: 3);
        using var lessons = LessonFile.Open(folder["lessons"], images, "teacher", Options());
        var chunks = 0;
        void Complete(int stopAt)
        {
            using var stop = new CancellationTokenSource();
            Teacher.Complete(
                lessons, images, Options(), () => teacher,
                (done, _) =>
                {
                    chunks++;
                    if (done >= stopAt) stop.Cancel();
                },
                stop.Token);
        }

        Assert.Throws<OperationCanceledException>(() => Complete(stopAt: Teacher.ChunkViews));
        Assert.Equal(Teacher.ChunkViews, lessons.Count);
        Complete(stopAt: int.MaxValue);
        Assert.Equal(images.Count * Options().Views, lessons.Count);
        var before = chunks;
        Complete(stopAt: int.MaxValue);
        Assert.Equal(before, chunks);
    }

    /// <summary>View 0 is the whole image.</summary>
    [Fact]
    public void A_lesson_contains_the_students_image_and_the_teachers_features()
    {
        var teacher = RandomTeacher.Create(Wide, seed: 3);
        using var lessons = LessonFile.Open(folder["lessons"], images, "teacher", Options());
        Teacher.Complete(lessons, images, Options(), () => teacher, (_, _) => { }, default);
        float[] image = new float[lessons.ImageLength], features = new float[lessons.FeaturesLength];
        lessons.Read(Options().Views, image, features);

        var expected = new float[image.Length];
        new ImagePreprocessor(64, 64).Prepare(RgbImage.Load(File.ReadAllBytes(images[1].Path)), expected);
        var map = RandomTeacher.Outputs(Wide, teacher, [expected]);
        var channels = lessons.Channels;
        var pooled = Enumerable.Range(0, channels).Select(c => map.Where((_, i) => i % channels == c).Average());
        Assert.Equal(2, lessons.Grid);
        Assert.All(expected.Zip(image), pair => Assert.Equal(pair.First, pair.Second, 0.5f / 127)); // stored as bytes
        Assert.All(map.Concat(pooled).Zip(features), pair => Assert.Equal(pair.First, pair.Second, 0.002f)); // stored as float16, up to 6
    }

    private DistillationResult Distill(KerasWeights teacher, string name, DistillationOptions options, int threads, int stopAfter = int.MaxValue)
    {
        using var stop = new CancellationTokenSource();
        using var lessons = LessonFile.Open(folder["lessons"], images, "teacher", options);
        Teacher.Complete(lessons, images, options, () => teacher, (_, _) => { }, default);
        var run = new TrainingRun
        {
            Progress = new Watch(stopAfter, stop),
            Checkpoint = folder[name],
            Threads = threads,
            Cancellation = stop.Token,
        };
        return new StudentTrainer(lessons, images.Count, options, teacher, top: null, run).Run();
    }

    private static DistillationOptions Options() => new()
    {
        Student = NetworkCatalog.Default.At(0.35, 64),
        Teacher = Wide,
        Views = 4,
        BatchSize = 16,
        Epochs = 3,
        Seed = 7,
    };

    private static float[] Values(KerasWeights weights) => [.. weights.Layers.SelectMany(layer => layer.Tensors).SelectMany(tensor => tensor.Values)];

    private static IEnumerable<EpochRecord> Figures(DistillationResult result) => result.History.Epochs.Select(epoch => epoch with { Seconds = 0 });

    /// <summary>Cancels after an epoch, as Ctrl+C would.</summary>
    private sealed class Watch(int stopAfter, CancellationTokenSource stop) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value)
        {
            if (value.Epoch == stopAfter) stop.Cancel();
        }
    }
}
