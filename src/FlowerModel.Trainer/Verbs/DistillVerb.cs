using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Trainer.Distillation;
using FlowerModel.Trainer.Engine;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The verb for people: trains a small base from a teacher. See docs/base.md.</summary>
internal static class DistillVerb
{
    private static readonly Option<FileInfo> TeacherFile = new("--teacher") { Required = true, Description = "Keras .h5 file of a MobileNetV2 without top." };
    private static readonly Option<double> TeacherAlpha = new("--teacher-alpha") { DefaultValueFactory = _ => 1.0, Description = "Width of the teacher." };
    private static readonly Option<int> TeacherSize = new("--teacher-size") { DefaultValueFactory = _ => 224, Description = "Image size of the teacher." };
    private static readonly Option<DirectoryInfo[]> Images = new("--images")
    {
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Description = "Folders of images; labels are not needed and not used.",
    };

    private static readonly Option<double> LeaveOut = new("--leave-out")
    {
        Description = "Part of each folder, the first images sorted by file name, that is kept out for measuring; 0 to below 1.",
    };

    private static readonly Option<double> Alpha = new("--alpha") { DefaultValueFactory = _ => 0.35, Description = "Width of the student." };
    private static readonly Option<int> ImageSize = new("--image-size") { DefaultValueFactory = _ => 128, Description = "Image size of the student." };
    private static readonly Option<int> Views = new("--views") { DefaultValueFactory = _ => 12, Description = "Kept views an image." };
    private static readonly Option<int> Epochs = new("--epochs") { DefaultValueFactory = _ => 16, Description = "Passes over all views." };
    private static readonly Option<int> BatchSize = new("--batch-size") { DefaultValueFactory = _ => 64, Description = "Views a step." };
    private static readonly Option<double> Rate = new("--learning-rate") { DefaultValueFactory = _ => 2e-3, Description = "Highest rate of AdamW." };
    private static readonly Option<double> Mixup = new("--mixup") { Description = "Alpha of mixup of images and answers; 0 = off." };
    private static readonly Option<bool> RandomStart = new("--random-start") { Description = "Start from random weights, not from the narrowed teacher." };
    private static readonly Option<ulong> Seed = new("--seed") { DefaultValueFactory = _ => 1UL, Description = "Seed of everything random." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on from the last checkpoint in the work folder." };
    private static readonly Option<DirectoryInfo> Work = new("--work")
    {
        Required = true,
        Description = "Folder for the teacher's answers (93 KB a view) and for checkpoints.",
    };

    private static readonly Option<FileInfo> Output = new("--output") { Required = true, Description = "The base to write, a Keras .h5 file." };
    private static readonly Option<DirectoryInfo> LibTorch = new("--libtorch") { Required = true, Description = "Folder of libtorch's native files." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("distill", "Trains a small base from a teacher on unlabeled images; for people, no stage of a build.")
        {
            TeacherFile, TeacherAlpha, TeacherSize, Images, LeaveOut, Alpha, ImageSize, Views, Epochs, BatchSize, Rate, Mixup, RandomStart, Seed, Resume,
            Work, Output, LibTorch,
        };
        LeaveOut.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and < 1)) result.AddError("--leave-out must be 0 to below 1");
        });
        foreach (var option in new[] { Views, Epochs, BatchSize })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1) result.AddError($"{option.Name} must be 1 or more");
            });
        }

        command.SetAction(Guarded);
        return command;
    }

    private static int Guarded(ParseResult arguments)
    {
        using var lifetime = new Lifetime(endWithInput: false);
        try
        {
            Run(arguments, lifetime.Ended);
            return 0;
        }
        catch (Exception) when (lifetime.Ended.IsCancellationRequested)
        {
            Say($"stopped; --resume goes on from the last whole epoch");
            return Lifetime.CanceledExitCode;
        }
        catch (Exception exception)
        {
            if (ExceptionMapper.Explain(exception) is { } error) Tell(error);
            return 1;
        }
    }

    private static void Run(ParseResult arguments, CancellationToken cancellation)
    {
        var work = arguments.GetRequiredValue(Work).FullName;
        TorchEngine.Start(new EngineOptions
        {
            LibTorchDirectory = arguments.GetRequiredValue(LibTorch).FullName,
            ToolCacheDirectory = Path.Combine(work, "tools"),
        });
        var options = new DistillationOptions
        {
            Student = new MobileNetV2Options { Alpha = arguments.GetValue(Alpha), ImageSize = arguments.GetValue(ImageSize) },
            Teacher = new MobileNetV2Options { Alpha = arguments.GetValue(TeacherAlpha), ImageSize = arguments.GetValue(TeacherSize) },
            Views = arguments.GetValue(Views),
            Epochs = arguments.GetValue(Epochs),
            BatchSize = arguments.GetValue(BatchSize),
            LearningRate = arguments.GetValue(Rate),
            Mixup = arguments.GetValue(Mixup),
            Narrowed = !arguments.GetValue(RandomStart),
            Seed = arguments.GetValue(Seed),
        };
        if (options.Narrowed && options.Student.Alpha > options.Teacher.Alpha)
        {
            throw new PipelineException(
                Codes.IncompatibleSettings, "A student that is wider than its teacher cannot start from it. Add --random-start.");
        }

        var images = TeachingImages.Find(arguments.GetRequiredValue(Images).Select(folder => folder.FullName), arguments.GetValue(LeaveOut), Tell);
        Say($"{images.Count} images, {options.Views} views each");
        var teacherPath = arguments.GetRequiredValue(TeacherFile).FullName;
        var weights = KerasWeightsFile.Read(teacherPath);
        using var lessons = LessonFile.Open(work, images, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(teacherPath))), options);
        var told = System.Diagnostics.Stopwatch.StartNew();
        Teacher.Complete(
            lessons, images, options, () => MobileNetV2.Load(options.Teacher, weights),
            (done, all) =>
            {
                if (told.Elapsed.TotalSeconds < 15 && done < all) return;
                Say($"teacher: {done} of {all} views");
                told.Restart();
            },
            cancellation);

        var start = options.Narrowed ? "narrowed" : "random";
        var checkpoint = new Checkpoint(Path.Combine(work, string.Create(
            CultureInfo.InvariantCulture, $"student-{options.Student.Alpha}-{options.Student.ImageSize}-{start}-{options.Seed}")));
        if (!arguments.GetValue(Resume)) checkpoint.Clear();
        using var top = TeacherTop.Find(weights, options.Teacher.Channels(18));
        if (top is not null) Say($"the teacher has a top of {top.Classes} classes; the student learns its predictions too");
        var result = new Distiller(lessons, images.Count, options, weights, top, checkpoint).Run(new EpochLine(options.Epochs), cancellation);
        var output = arguments.GetRequiredValue(Output).FullName;
        KerasWeightsFile.Write(result.Weights, output, halfKernels: true);
        DistillationReport.Write(output, result.History);
        Say($"wrote {output}, {new FileInfo(output).Length / 1000} KB");
    }

    private sealed class EpochLine(int epochs) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {value.Epoch}/{epochs}: loss {value.Loss:F4}, similarity {value.Accuracy:F4}, "
            + $"held images {value.ValidationLoss:F4}, {value.ValidationAccuracy:F4} ({value.Seconds:F0} s)"));
    }

    private static void Tell(Diagnostic diagnostic) =>
        Console.Error.WriteLine($"{diagnostic.File ?? "distill"}: {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Code}: {diagnostic.Text}");

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
