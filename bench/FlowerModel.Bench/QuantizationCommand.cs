using System.CommandLine;
using System.Diagnostics;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Bench;

/// <summary>Measures the cost of each number format and each int8 recipe: size, accuracy, flipped answers.</summary>
internal static class QuantizationCommand
{
    private static readonly Option<int> Calibration = new("--calibration")
    {
        DefaultValueFactory = _ => ModelSettings.DefaultCalibrationImages,
        Description = "Photos of the training subset for calibration and the choice of the recipe.",
    };

    private static readonly Option<bool> Recipes = new("--recipes") { Description = "Also try the int8 recipes one by one." };

    private static readonly Option<int> TrainingPhotos = new("--training-photos")
    {
        DefaultValueFactory = _ => int.MaxValue,
        Description = "Photos of the training subset on which flips are counted, in addition to the validation subset; none with --folds.",
    };

    private static readonly Option<int> Folds = new("--folds")
    {
        DefaultValueFactory = _ => 1,
        Description = "Number of folds, 2 or more: each training leaves out another part of the photos, "
            + "so that every photo is judged by a model that has not seen it.",
    };

    private static readonly Option<Subset> BestEpochBy = new("--best-epoch-by")
    {
        DefaultValueFactory = _ => Subset.Validation,
        Description = "Subset that selects the best epoch: Validation, as in a build, which favors float32 on these photos, or Train.",
    };

    /// <summary>The formats that a build offers.</summary>
    private static readonly (string Name, QuantizationOptions Options)[] Kinds =
    [
        ("float16", new() { Format = NumberFormat.Float16 }),
        ("dynamic", new() { Format = NumberFormat.Dynamic }),
        ("int8", new() { Format = NumberFormat.Int8 }),
    ];

    /// <summary>The recipes of the table: each method alone, then with additions, and last a method known to ruin a MobileNet.</summary>
    private static readonly Int8Recipe[] Tried =
    [
        new("min/max", RangeMethod.MinMax),
        new("percentile 99.99", RangeMethod.Percentile),
        new("percentile 99.9", RangeMethod.Percentile) { TailShare = 1e-3 },
        new("mean-square error", RangeMethod.MeanSquareError),
        new("min/max, bias corrected", RangeMethod.MinMax) { CorrectBias = true },
        new("min/max, equalized", RangeMethod.MinMax) { Equalize = true },
        new("min/max, equalized, bias corrected", RangeMethod.MinMax) { Equalize = true, CorrectBias = true },
        new("mean-square error, equalized", RangeMethod.MeanSquareError) { Equalize = true },
        new("mean-square error, equalized, bias corrected", RangeMethod.MeanSquareError) { Equalize = true, CorrectBias = true },
        new("percentile 99.99, equalized, bias corrected", RangeMethod.Percentile) { Equalize = true, CorrectBias = true },
        new("min/max, one scale a kernel", RangeMethod.MinMax) { Kernels = KernelGranularity.PerTensor },
        new("min/max, one scale a kernel, equalized, bias corrected", RangeMethod.MinMax)
        {
            Kernels = KernelGranularity.PerTensor, Equalize = true, CorrectBias = true,
        },
    ];

    public static Command Create()
    {
        var command = new Command("quantization", "Measures size and accuracy of the quantized variants and of int8 recipes.")
        {
            BenchOptions.Photos, BenchOptions.Weights, BenchOptions.Alpha, BenchOptions.ImageSize, BenchOptions.PerClass, BenchOptions.Work,
            Calibration, Recipes, TrainingPhotos, Folds,
            BestEpochBy,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var (path, perClass) = (arguments.GetRequiredValue(BenchOptions.Photos), arguments.GetRequiredValue(BenchOptions.PerClass));
        var count = arguments.GetRequiredValue(Folds);
        var folds = count > 1 ? PhotoFolder.OpenFolds(path, perClass, count) : [PhotoFolder.Open(path, perClass)];
        var trainingPhotos = count > 1 ? 0 : arguments.GetRequiredValue(TrainingPhotos);
        VariantScore[]? sums = null;
        foreach (var fold in folds)
        {
            var scores = Score(fold, arguments, trainingPhotos);
            sums = sums is null ? scores : [.. sums.Zip(scores, (sum, score) => sum + score)];
            PrintTable(sums, Math.Min(trainingPhotos, fold.Training.Count));
        }
    }

    private static VariantScore[] Score(PhotoFolder photos, ParseResult arguments, int trainingPhotos)
    {
        var network = NetworkCatalog.Default.At(arguments.GetRequiredValue(BenchOptions.Alpha), arguments.GetRequiredValue(BenchOptions.ImageSize));
        var weights = arguments.GetValue(BenchOptions.Weights) ?? Trainer.Verbs.BaseNetwork.PathOf(network.Network.EmbeddedWeights[0]);
        var float32 = TrainedFile.Ensure(
            photos, arguments.GetRequiredValue(BestEpochBy), network, weights,
            arguments.GetRequiredValue(BenchOptions.Work));
        var entries = Entries(photos);
        var calibrating = CalibrationSet.Choose(entries, arguments.GetRequiredValue(Calibration));
        var calibration = CalibrationImages.FromFiles(float32, [.. calibrating.Select(entry => entry.Path)]);
        var variants = Variants(float32, calibration, arguments.GetRequiredValue(Recipes));

        var validation = entries.Where(entry => entry.Subset == Subset.Validation).ToArray();
        int[] truth = [.. photos.Validation.Select(sample => sample.Label)];
        var known = Answers(variants, validation, network.ImageSize);
        var seen = Answers(variants, [.. entries.Where(entry => entry.Subset == Subset.Train).Take(trainingPhotos)], network.ImageSize);
        return [.. variants.Select((variant, number) => new VariantScore(
            variant.Name,
            variant.File.Length,
            float32.Length,
            truth.Length,
            Right: truth.Where((label, i) => known[i][number] == label).Count(),
            Lost: truth.Where((label, i) => known[i][0] == label && known[i][number] != label).Count(),
            Gained: truth.Where((label, i) => known[i][0] != label && known[i][number] == label).Count(),
            Flips: known.Count(answers => answers[number] != answers[0]),
            TrainingFlips: seen.Count(answers => answers[number] != answers[0])))];
    }

    /// <summary>The float32 model, then each of <see cref="Kinds"/>, then the recipes if requested.</summary>
    private static List<(string Name, ReadOnlyMemory<byte> File)> Variants(byte[] float32, CalibrationImages calibration, bool recipes)
    {
        List<(string Name, ReadOnlyMemory<byte> File)> variants = [("float32", float32)];
        foreach (var (name, kind) in Kinds)
        {
            var clock = Stopwatch.StartNew();
            var quantized = Quantizer.Quantize(float32, kind, calibration);
            Print($"{name}: {clock.Elapsed.TotalSeconds:F1} s{(quantized.Recipe is { } recipe ? $", {recipe.Name}" : "")}");
            foreach (var trial in quantized.Trials) Print($"  {trial.Recipe.Name}: divergence {trial.Divergence:E2}, {trial.Flips} of {trial.Images} flip");
            variants.Add((name, quantized.File));
        }

        foreach (var recipe in recipes ? Tried : [])
        {
            var options = new QuantizationOptions { Format = NumberFormat.Int8, Recipe = recipe };
            variants.Add((recipe.Name, Quantizer.Quantize(float32, options, calibration).File));
        }

        return variants;
    }

    private static void PrintTable(VariantScore[] scores, int trainingPhotos)
    {
        var photos = scores[0].Photos;
        var (title, line) = trainingPhotos > 0 ? ($" flips, {photos + trainingPhotos} photos |", "---|") : ("", "");
        Print($"| model | bytes | of float32 | accuracy, {photos} photos | drop, points | lost | gained | flips |{title}");
        Print($"|---|---|---|---|---|---|---|---|{line}");
        foreach (var score in scores)
        {
            var size = FormattableString.Invariant($"{score.Bytes} | {score.Share:P1}");
            var all = trainingPhotos > 0 ? $" {score.Flips + score.TrainingFlips} |" : "";
            Print($"| {score.Variant} | {size} | {score.Accuracy:F4} | {score.Drop:F2} | {score.Lost} | {score.Gained} | {score.Flips} |{all}");
        }
    }

    private static ManifestEntry[] Entries(PhotoFolder photos)
    {
        var paths = photos.Images.DistinctBy(image => image.Sha256).ToDictionary(image => image.Sha256, image => image.Path);
        IEnumerable<ManifestEntry> Of(IEnumerable<FeatureSample> samples, Subset subset) => samples.Select(
            sample => new ManifestEntry(photos.Classes[sample.Label], paths[sample.ImageSha256], sample.ImageSha256, 0, subset));
        return [.. Of(photos.Training, Subset.Train), .. Of(photos.Validation, Subset.Validation)];
    }

    /// <summary>The answer of each model for each photo.</summary>
    private static int[][] Answers(IReadOnlyList<(string Name, ReadOnlyMemory<byte> File)> variants, ManifestEntry[] entries, int size)
    {
        Interpreter[] interpreters = [.. variants.Select(variant => new Interpreter(ModelReader.Read(variant.File)))];
        var preprocessor = new ImagePreprocessor(size, size);
        var answers = new int[entries.Length][];
        Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var image = new float[preprocessor.Length];
            preprocessor.Prepare(RgbImage.Load(entries[i].Path), image);
            answers[i] = Array.ConvertAll(interpreters, interpreter =>
            {
                var scores = new float[interpreter.OutputTensor.ElementCount];
                interpreter.Run(image, scores);
                return Array.IndexOf(scores, scores.Max());
            });
        });
        return answers;
    }

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
