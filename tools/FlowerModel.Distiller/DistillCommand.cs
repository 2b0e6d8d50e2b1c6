using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Procedural.Cutouts;
using FlowerModel.Distiller.Settings;
using FlowerModel.Distiller.Training;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Distiller;

/// <summary>Trains a small base from a teacher; see docs/base.md.</summary>
internal static class DistillCommand
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(15);

    /// <summary>Creates the command.</summary>
    public static RootCommand Create()
    {
        var command = new RootCommand("Trains a small MobileNetV2 base from a larger one on unlabeled images.");
        DistillArguments.AddTo(command);
        command.SetAction(Guarded);
        return command;
    }

    private static int Guarded(ParseResult arguments)
    {
        using var lifetime = new Lifetime();
        try
        {
            Run(arguments, lifetime.Ended);
            return 0;
        }
        catch (Exception) when (lifetime.Ended.IsCancellationRequested)
        {
            Say($"stopped; --resume continues from the last completed epoch");
            return Lifetime.CanceledExitCode;
        }
        catch (Exception exception)
        {
            if (ExceptionMapper.Explain(exception) is { } error) Report(error);
            return 1;
        }
    }

    private static void Run(ParseResult arguments, CancellationToken cancellation)
    {
        var work = arguments.GetRequiredValue(DistillArguments.Work).FullName;
        var output = arguments.GetRequiredValue(DistillArguments.Output);
        output.Directory!.Create();
        var options = DistillArguments.OptionsOf(arguments);
        if (options.Narrowed && options.Student.Alpha > options.Teacher.Alpha)
        {
            throw new PipelineException(
                Codes.IncompatibleSettings, "A student that is wider than its teacher cannot start from it. Add --random-start.");
        }

        var folders = arguments.GetRequiredValue(DistillArguments.Images).Select(folder => folder.FullName);
        var photos = TeachingImages.Find(folders, arguments.GetValue(DistillArguments.LeaveOut), Report);
        var series = (options.ProceduralImages + options.Views - 1) / options.Views;
        var cutouts = CutoutFiles.Find((arguments.GetValue(DistillArguments.Cutouts) ?? []).Select(folder => folder.FullName));
        TeachingImage[] images =
            [.. photos, .. Enumerable.Range(0, series).Select(number => new ProceduralSeries(options.Seed, number, photos, cutouts))];
        Say($"{photos.Count} images, {options.Views} views each; {options.ProceduralImages} procedural images, {cutouts.Paths.Count} cutouts");
        var teacherPath = arguments.GetRequiredValue(DistillArguments.Teacher).FullName;
        var teacher = KerasWeightsFile.Read(teacherPath);
        var channels = options.Teacher.Output.Channels;
        var top = arguments.GetValue(DistillArguments.Top) is { } file ? TeacherTop.Read(file.FullName, channels) : TeacherTop.Find(teacher, channels);
        using var lessons = LessonFile.Open(work, images, Hashing.OfFile(teacherPath), options);
        Complete(lessons, images, options, teacher, cancellation);

        var checkpoint = CheckpointOf(work, lessons, options);
        if (!arguments.GetValue(DistillArguments.Resume)) File.Delete(checkpoint);
        if (top is not null) Say($"the teacher has a top of {top.Classes} classes; the student learns its predictions too");
        var run = new TrainingRun
        {
            Progress = new EpochLine(options.Epochs),
            Checkpoint = checkpoint,
            Continued = epoch => Say($"continuing after epoch {epoch}"),
            Cancellation = cancellation,
        };
        var result = new StudentTrainer(lessons, images.Length, options, teacher, top, run).Run();
        KerasWeightsFile.Write(result.Weights, output.FullName, halfKernels: true);
        DistillationReport.Write(output.FullName, result.History);
        Say($"wrote {output.FullName}, {new FileInfo(output.FullName).Length / 1000} KB");
    }

    private static void Complete(
        LessonFile lessons, IReadOnlyList<TeachingImage> images, DistillationOptions options, KerasWeights teacher, CancellationToken cancellation)
    {
        var sinceMessage = Stopwatch.StartNew();
        Teacher.Complete(
            lessons, images, options, () => teacher,
            (done, all) =>
            {
                if (sinceMessage.Elapsed < BetweenMessages && done < all) return;
                Say($"teacher: {done} of {all} views");
                sinceMessage.Restart();
            },
            cancellation);
    }

    private static string CheckpointOf(string work, LessonFile lessons, DistillationOptions options)
    {
        var start = options.Narrowed ? "narrowed" : "random";
        return Path.Combine(work, string.Create(
            CultureInfo.InvariantCulture, $"student-{options.Student.Alpha}-{options.Student.ImageSize}-{start}-{lessons.Key}.checkpoint"));
    }

    private sealed class EpochLine(int epochs) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value)
        {
            var training = value.Loss is null ? "" : string.Create(CultureInfo.InvariantCulture, $"loss {value.Loss:F4}, similarity {value.Accuracy:F4}, ");
            Say($"epoch {value.Epoch}/{epochs}: {training}validation {value.ValidationLoss:F4}, {value.ValidationAccuracy:F4} ({value.Seconds:F0} s)");
        }
    }

    private static void Report(Diagnostic diagnostic)
    {
        var severity = diagnostic.Severity == Severity.Error ? "error" : "warning";
        Console.Error.WriteLine($"{diagnostic.File ?? "FlowerModel.Distiller"}: {severity} {diagnostic.Code}: {diagnostic.Text}");
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
