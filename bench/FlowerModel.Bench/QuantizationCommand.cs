using System.CommandLine;
using System.Diagnostics;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Bench;

/// <summary>What each kind of quantisation and each int8 recipe costs: size, accuracy, answers that flip.</summary>
internal static class QuantizationCommand
{
    private static readonly Option<int> Calibration = new("--calibration")
    {
        DefaultValueFactory = _ => CalibrationSet.DefaultCount,
        Description = "Photos of the training side that calibrate and choose.",
    };

    private static readonly Option<bool> Recipes = new("--recipes") { Description = "Try int8 recipes one by one too." };

    private static readonly Option<int> TrainingPhotos = new("--training-photos")
    {
        DefaultValueFactory = _ => int.MaxValue,
        Description = "Photos of the training side on which flips are counted, beside all of the validation side.",
    };

    /// <summary>The recipes of the table: each method alone, then what is added to it, and last the known way to ruin a MobileNet.</summary>
    private static readonly Int8Recipe[] Tried =
    [
        new("min/max", RangeMethod.MinMax),
        new("percentile 99.99", RangeMethod.Percentile),
        new("percentile 99.9", RangeMethod.Percentile) { TailShare = 1e-3 },
        new("mean-square error", RangeMethod.MeanSquareError),
        new("min/max, bias corrected", RangeMethod.MinMax) { CorrectBias = true },
        new("min/max, equalised", RangeMethod.MinMax) { Equalize = true },
        new("min/max, equalised, bias corrected", RangeMethod.MinMax) { Equalize = true, CorrectBias = true },
        new("mean-square error, equalised", RangeMethod.MeanSquareError) { Equalize = true },
        new("mean-square error, equalised, bias corrected", RangeMethod.MeanSquareError) { Equalize = true, CorrectBias = true },
        new("percentile 99.99, equalised, bias corrected", RangeMethod.Percentile) { Equalize = true, CorrectBias = true },
        new("min/max, one scale a kernel", RangeMethod.MinMax) { Kernels = KernelGranularity.PerTensor },
        new("min/max, one scale a kernel, equalised, bias corrected", RangeMethod.MinMax)
        {
            Kernels = KernelGranularity.PerTensor, Equalize = true, CorrectBias = true,
        },
    ];

    public static Command Create()
    {
        var command = new Command("quantization", "Size and accuracy of the quantised variants, and of int8 recipes.")
        {
            BenchOptions.Photos, BenchOptions.Weights, BenchOptions.Alpha, BenchOptions.ImageSize, BenchOptions.PerClass, BenchOptions.Work,
            BenchOptions.LibTorch, Calibration, Recipes, TrainingPhotos,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var photos = PhotoFolder.Open(arguments.GetRequiredValue(BenchOptions.Photos), arguments.GetRequiredValue(BenchOptions.PerClass));
        var network = new MobileNetV2Options
        {
            Alpha = arguments.GetRequiredValue(BenchOptions.Alpha),
            ImageSize = arguments.GetRequiredValue(BenchOptions.ImageSize),
        };
        var weights = arguments.GetValue(BenchOptions.Weights) ?? Trainer.Verbs.BaseNetwork.EmbeddedPath;
        var float32 = TrainedFile.Ensure(
            photos, network, weights, arguments.GetRequiredValue(BenchOptions.LibTorch), arguments.GetRequiredValue(BenchOptions.Work));
        var entries = Entries(photos);
        var calibrating = CalibrationSet.Choose(entries, arguments.GetRequiredValue(Calibration));
        var calibration = CalibrationPictures.FromFiles(float32, [.. calibrating.Select(entry => entry.Path)]);

        List<(string Name, ReadOnlyMemory<byte> File)> variants = [("float32", float32)];
        foreach (var kind in new[] { QuantizationKind.Float16, QuantizationKind.Dynamic, QuantizationKind.Int8 })
        {
            var clock = Stopwatch.StartNew();
            var quantised = Quantizer.Quantize(float32, new QuantizationOptions { Kind = kind }, calibration);
            Print($"{kind}: {clock.Elapsed.TotalSeconds:F1} s");
            foreach (var trial in quantised.Trials) Print($"  {trial.Recipe.Name}: divergence {trial.Divergence:E2}, {trial.Flips} of {trial.Pictures} flip");
            var name = quantised.Recipe is { } recipe ? $"int8 ({recipe.Name})" : kind.ToString().ToLowerInvariant();
            variants.Add((name, quantised.File));
        }

        if (arguments.GetRequiredValue(Recipes))
        {
            foreach (var recipe in Tried)
            {
                variants.Add((recipe.Name, Quantizer.Quantize(float32, new QuantizationOptions { Kind = QuantizationKind.Int8, Recipe = recipe }, calibration).File));
            }
        }

        var validation = entries.Where(entry => entry.Side == Side.Validation).ToArray();
        var training = entries.Where(entry => entry.Side == Side.Train).Take(arguments.GetRequiredValue(TrainingPhotos)).ToArray();
        var known = Answers(variants, validation, network.ImageSize);
        var all = Answers(variants, training, network.ImageSize);
        Print($"| model | bytes | of float32 | accuracy, {validation.Length} photos | drop, points | flips | flips, {validation.Length + training.Length} photos |");
        Print($"|---|---|---|---|---|---|---|");
        double Accuracy(int variant) => validation.Select((entry, i) => photos.Classes[known[i][variant]] == entry.Label ? 1.0 : 0).Average();
        for (var variant = 0; variant < variants.Count; variant++)
        {
            var (name, file) = variants[variant];
            var accuracy = Accuracy(variant);
            var flips = known.Count(answers => answers[variant] != answers[0]);
            var share = (double)file.Length / float32.Length;
            Print($"| {name} | {file.Length} | {share:P1} | {accuracy:F4} | {100 * (Accuracy(0) - accuracy):F2} | {flips} | {flips + all.Count(answers => answers[variant] != answers[0])} |");
        }
    }

    private static ManifestEntry[] Entries(PhotoFolder photos)
    {
        var labels = photos.Training.Concat(photos.Validation).DistinctBy(sample => sample.PictureSha256).ToDictionary(sample => sample.PictureSha256, sample => sample.Label);
        var validating = photos.Validation.Select(sample => sample.PictureSha256).ToHashSet();
        return [.. photos.Pictures.Select(picture => new ManifestEntry(
            photos.Classes[labels[picture.Sha256]], picture.Path, picture.Sha256, 0, validating.Contains(picture.Sha256) ? Side.Validation : Side.Train))];
    }

    /// <summary>For each photo the answer of each model.</summary>
    private static int[][] Answers(IReadOnlyList<(string Name, ReadOnlyMemory<byte> File)> variants, ManifestEntry[] entries, int size)
    {
        Interpreter[] interpreters = [.. variants.Select(variant => new Interpreter(ModelReader.Read(variant.File)))];
        var preprocessor = new ImagePreprocessor(size, size);
        var answers = new int[entries.Length][];
        Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var picture = new float[preprocessor.Length];
            preprocessor.Prepare(RgbImage.Load(entries[i].Path), picture);
            answers[i] = Array.ConvertAll(interpreters, interpreter =>
            {
                var scores = new float[interpreter.OutputTensor.ElementCount];
                interpreter.Run(picture, scores);
                return Array.IndexOf(scores, scores.Max());
            });
        });
        return answers;
    }

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
