using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Settings;
using FlowerModel.Distiller.Training;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Engine;
using FlowerModel.Trainer.Training;
using TorchSharp;

namespace FlowerModel.Distiller.Tests.Training;

/// <summary>A few steps of the recipe in docs/base.md, on drawings in the repository.</summary>
[Collection(EngineTests.Name)]
public sealed class StudentTrainerTests : IDisposable
{
    private static readonly SizedNetwork Small = NetworkCatalog.Default.At(0.35, 96);
    private readonly TemporaryFolder folder = new();
    private readonly IReadOnlyList<ImageSource> images =
        [.. Find(0, Path.Combine(ReferenceData.RepositoryRoot, "sample/FlowerApp/flowers/tulips")).Take(26)];

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public void A_student_approaches_its_teacher_and_a_resumed_run_produces_the_same_weights()
    {
        using var teacher = RandomTeacher();
        var weights = teacher.ToKerasWeights();
        var whole = Distill(weights, "whole", epochs: 3);
        var again = Distill(weights, "again", epochs: 3);
        Assert.Throws<OperationCanceledException>(() => Distill(weights, "parts", epochs: 3, stopAfter: 2));
        var parts = Distill(weights, "parts", epochs: 3);

        Assert.Equal([0, 1, 2, 3], whole.History.Epochs.Select(epoch => epoch.Epoch));
        Assert.True(whole.History.Epochs[3].Loss < whole.History.Epochs[1].Loss);
        Assert.Equal(Values(whole.Weights), Values(again.Weights));
        Assert.Equal(Values(whole.Weights), Values(parts.Weights));
        Assert.Equal(whole.History.Epochs.Select(epoch => epoch.Loss), parts.History.Epochs.Select(epoch => epoch.Loss));
    }

    [Fact]
    public void The_teacher_runs_once_per_view_and_incomplete_lessons_are_continued()
    {
        using var teacher = RandomTeacher();
        var options = Options(1);
        using var lessons = LessonFile.Open(folder["lessons"], images, "teacher", options);
        var batches = 0;
        void Complete(int stopAt)
        {
            using var stop = new CancellationTokenSource();
            Teacher.Complete(
                lessons, images, options, () => TorchNetwork.Load(options.Teacher, teacher.ToKerasWeights()),
                (done, _) =>
                {
                    batches++;
                    if (done >= stopAt) stop.Cancel();
                },
                stop.Token);
        }

        Assert.Throws<OperationCanceledException>(() => Complete(stopAt: 16));
        Assert.Equal(16, lessons.Count);
        Complete(stopAt: int.MaxValue);
        Assert.Equal(images.Count * options.Views, lessons.Count);
        var before = batches;
        Complete(stopAt: int.MaxValue);
        Assert.Equal(before, batches);
    }

    [Fact]
    public void The_first_images_of_each_folder_and_their_copies_are_held_out()
    {
        string[] drawings = [.. Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample/FlowerApp/flowers/roses")).Take(10)];
        for (var i = 0; i < 10; i++) File.Copy(drawings[i], Create("roses", $"{i}.jpg"));
        File.Copy(drawings[0], Create("copies/below", "9.jpg"));
        File.WriteAllText(Create("roses", "notes.txt"), "no image");

        var found = Find(0.2, folder["roses"], folder["copies"]);

        Assert.Equal(Enumerable.Range(2, 8).Select(i => $"{i}.jpg"), found.Select(image => Path.GetFileName(image.Path)));
        Assert.Equal(Codes.DatasetNotFound, Assert.Throws<PipelineException>(() => Find(0.2, folder["absent"])).Diagnostic.Code);
    }

    [Fact]
    public void An_unreadable_image_is_reported_and_skipped()
    {
        File.WriteAllText(Create("broken", "1.jpg"), "no image");
        File.Copy(images[0].Path, Create("broken", "2.jpg"));
        var problems = new List<Diagnostic>();

        var found = TeachingImages.Find([folder["broken"]], 0, problems.Add);

        Assert.Equal("2.jpg", Path.GetFileName(Assert.Single(found).Path));
        Assert.Equal((Codes.UnreadableImage, "1.jpg"), (Assert.Single(problems).Code, Path.GetFileName(problems[0].File)));
    }

    private static IReadOnlyList<ImageSource> Find(double leaveOut, params string[] folders) =>
        TeachingImages.Find(folders, leaveOut, problem => Assert.Fail(problem.Text));

    private DistillationResult Distill(KerasWeights teacher, string name, int epochs, int stopAfter = int.MaxValue)
    {
        var options = Options(epochs);
        using var stop = new CancellationTokenSource();
        using var lessons = LessonFile.Open(folder["lessons"], images, "teacher", options);
        Teacher.Complete(lessons, images, options, () => TorchNetwork.Load(options.Teacher, teacher), (_, _) => { }, default);
        var checkpoint = new Checkpoint(folder[name]);
        return new StudentTrainer(lessons, images.Count, options, teacher, top: null, checkpoint).Run(new Watch(stopAfter, stop), stop.Token);
    }

    private static DistillationOptions Options(int epochs) => new()
    {
        Student = Small,
        Teacher = NetworkCatalog.Default.At(0.5, 96),
        Views = 4,
        BatchSize = 16,
        Epochs = epochs,
        Seed = 7,
    };

    /// <summary>Creates a random teacher with the BatchNorm statistics of its activations, without which they would vanish in the last layers.</summary>
    private static TorchNetwork RandomTeacher()
    {
        using var noGradient = torch.no_grad();
        var teacher = TorchNetwork.Create(NetworkCatalog.Default.At(0.5, 96), 3);
        teacher.Unfreeze(NetworkCatalog.Default.Layers[0], BatchNormMode.Training, momentum: 0);
        teacher.train();
        using var scope = torch.NewDisposeScope();
        teacher.forward(torch.rand(16, 96, 96, 3).permute(0, 3, 1, 2));
        return teacher;
    }

    private static float[] Values(KerasWeights weights) => [.. weights.Layers.SelectMany(layer => layer.Tensors).SelectMany(tensor => tensor.Values)];

    private string Create(string subfolder, string name)
    {
        Directory.CreateDirectory(folder[subfolder]);
        return Path.Combine(folder[subfolder], name);
    }

    /// <summary>Cancels after an epoch, as Ctrl+C would. The checkpoint of the epoch is written before the next step checks for cancellation.</summary>
    private sealed class Watch(int stopAfter, CancellationTokenSource stop) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value)
        {
            if (value.Epoch == stopAfter) stop.Cancel();
        }
    }
}
