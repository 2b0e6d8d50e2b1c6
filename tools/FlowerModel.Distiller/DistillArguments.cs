using System.CommandLine;
using FlowerModel.Networks;
using FlowerModel.Distiller.Settings;

namespace FlowerModel.Distiller;

/// <summary>The command line: its options, their defaults and their checks.</summary>
internal static class DistillArguments
{
    private static readonly DistillationOptions Defaults = new() { Student = NetworkCatalog.Default.At(0.35, 128) };

    private static readonly Option<double> TeacherAlpha = Option("--teacher-alpha", Defaults.Teacher.Alpha, "Width of the teacher.");
    private static readonly Option<int> TeacherSize = Option("--teacher-size", Defaults.Teacher.ImageSize, "Image size of the teacher.");
    private static readonly Option<double> Alpha = Option("--alpha", Defaults.Student.Alpha, "Width of the student.");
    private static readonly Option<int> ImageSize = Option("--image-size", Defaults.Student.ImageSize, "Image size of the student.");
    private static readonly Option<int> Views = Count("--views", Defaults.Views, "Views per image.");
    private static readonly Option<int> ProceduralImages =
        Option("--procedural", Defaults.ProceduralImages, "Number of procedural images besides those of the folders, one view of each.");

    private static readonly Option<int> Epochs = Count("--epochs", Defaults.Epochs, "Passes over all views.");
    private static readonly Option<int> BatchSize = Count("--batch-size", Defaults.BatchSize, "Views per training step.");
    private static readonly Option<double> LearningRate = Option("--learning-rate", Defaults.LearningRate, "Peak learning rate of AdamW.");
    private static readonly Option<double> Mixup = Option("--mixup", Defaults.Mixup, "Alpha of mixup, applied to images and teacher features; 0 = off.");
    private static readonly Option<bool> RandomStart = new("--random-start") { Description = "Start from random weights instead of the narrowed teacher." };
    private static readonly Option<ulong> Seed = Option("--seed", Defaults.Seed, "Seed of views, order and random weights.");

    /// <summary>The teacher's weights.</summary>
    public static Option<FileInfo> Teacher { get; } = new("--teacher")
    {
        Required = true,
        Description = "Keras .h5 file of a MobileNetV2, with or without top.",
    };

    /// <summary>The classifier that the teacher is the base of.</summary>
    public static Option<FileInfo?> Top { get; } = new("--top")
    {
        Description = "The .tflite classifier that the teacher is the base of; the student learns its predictions too. Default: the top in the teacher's file.",
    };

    /// <summary>The images to train on.</summary>
    public static Option<DirectoryInfo[]> Images { get; } = new("--images")
    {
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Description = "Folders of images; labels are neither needed nor used.",
    };

    /// <summary>The cutouts that procedural images show.</summary>
    public static Option<DirectoryInfo[]> Cutouts { get; } = new("--cutouts")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "Folders of objects on transparent backgrounds (PNG, WebP), which every second procedural image shows. Default: none.",
    };

    /// <summary>The fraction of the images that is held out.</summary>
    public static Option<double> LeaveOut { get; } = new("--leave-out")
    {
        Description = "Fraction of each folder, the first images sorted by file name, that is held out for evaluation; at least 0, below 1.",
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<double>() is not (>= 0 and < 1)) result.AddError("--leave-out must be at least 0 and below 1");
            },
        },
    };

    /// <summary>True: continue an interrupted run.</summary>
    public static Option<bool> Resume { get; } = new("--resume") { Description = "Continue from the last checkpoint in the work folder." };

    /// <summary>Folder of lessons and checkpoints.</summary>
    public static Option<DirectoryInfo> Work { get; } = new("--work")
    {
        Required = true,
        Description = "Folder for the teacher's features (93 KB per view) and for checkpoints.",
    };

    /// <summary>The base to write.</summary>
    public static Option<FileInfo> Output { get; } = new("--output") { Required = true, Description = "The base to write, a Keras .h5 file." };

    /// <summary>Adds all options to a command.</summary>
    public static void AddTo(Command command)
    {
        Option[] options =
        [
            Teacher, Top, TeacherAlpha, TeacherSize, Images, LeaveOut, Alpha, ImageSize, Views, ProceduralImages, Cutouts, Epochs, BatchSize,
            LearningRate, Mixup, RandomStart, Seed, Resume, Work, Output,
        ];
        foreach (var option in options) command.Add(option);
    }

    /// <summary>The options of the distillation.</summary>
    public static DistillationOptions OptionsOf(ParseResult arguments) => new()
    {
        Student = NetworkCatalog.Default.At(arguments.GetValue(Alpha), arguments.GetValue(ImageSize)),
        Teacher = NetworkCatalog.Default.At(arguments.GetValue(TeacherAlpha), arguments.GetValue(TeacherSize)),
        Views = arguments.GetValue(Views),
        ProceduralImages = arguments.GetValue(ProceduralImages),
        Epochs = arguments.GetValue(Epochs),
        BatchSize = arguments.GetValue(BatchSize),
        LearningRate = arguments.GetValue(LearningRate),
        Mixup = arguments.GetValue(Mixup),
        Narrowed = !arguments.GetValue(RandomStart),
        Seed = arguments.GetValue(Seed),
    };

    private static Option<int> Count(string name, int defaultValue, string description)
    {
        var option = Option(name, defaultValue, description);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError($"{name} must be 1 or more");
        });
        return option;
    }

    private static Option<T> Option<T>(string name, T defaultValue, string description) =>
        new(name) { DefaultValueFactory = _ => defaultValue, Description = description };
}
