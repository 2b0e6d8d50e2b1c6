using System.CommandLine;
using System.Globalization;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Bench;

/// <summary>
/// Accuracy of a recipe by cross-validation: each fold is a training through the whole pipeline, with the given metadata, that never sees the photos it is
/// tested on. Prints a row of the tables in docs/recipe.md.
/// </summary>
internal static class RecipeCommand
{
    private const int Repetitions = 200;

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Metadata of the item: Recipe=tutorial. Default: none, which is the default recipe.", AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int[]> Folds = new("--fold")
    {
        Description = "Numbers of the folds to run, 0 to 4. Default: all five.", AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Draws = new("--draws")
    {
        Description = "With --per-class: number of random draws of that many training photos, tested on the photos of a fold. 0 = no draws.",
    };

    private static readonly Option<double> Imbalance = new("--imbalance")
    {
        DefaultValueFactory = _ => 1,
        Description = "How many times as many training photos the first class keeps as the last one; those between fall geometrically. 1 = all are kept.",
    };

    private static readonly Option<string?> Foreign = new("--foreign") { Description = "Folder with photos, in sub-folders, that belong to no class." };

    public static Command Create()
    {
        var command = new Command("recipe", "Measures the accuracy of a recipe by cross-validation through the whole pipeline.")
        {
            BenchOptions.Photos, BenchOptions.Weights, BenchOptions.PerClass, BenchOptions.Work, Set, Folds, Draws, Imbalance, Foreign,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        string[] set = [.. arguments.GetValue(Set) ?? []];
        var metadata = set.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        if (arguments.GetValue(BenchOptions.Weights) is { } weights) metadata["BaseWeights"] = Path.GetFullPath(weights);
        var folds = PhotoFolder.OpenFolds(Path.GetFullPath(arguments.GetRequiredValue(BenchOptions.Photos)), int.MaxValue, folds: 5);
        string[] foreign = arguments.GetValue(Foreign) is { } folder ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order()] : [];
        var work = Directory.CreateDirectory(arguments.GetRequiredValue(BenchOptions.Work)).FullName;
        var draws = arguments.GetValue(Draws);
        var imbalance = arguments.GetValue(Imbalance);
        var photos = draws > 0
            ? Enumerable.Range(0, draws).Select(draw => Draw(folds[draw % folds.Count], arguments.GetRequiredValue(BenchOptions.PerClass), draw))
            : (arguments.GetValue(Folds) is { Length: > 0 } chosen ? chosen : [0, 1, 2, 3, 4]).Select(fold => Unbalance(folds[fold], imbalance));
        List<RecipeFold> results = [];
        foreach (var fold in photos)
        {
            results.Add(RecipeFold.Run(metadata, fold, foreign, work));
            Console.Error.WriteLine(results[^1]);
        }

        var name = set.Length == 0 ? "default" : string.Join(' ', set);
        var spread = results.Count > 1 ? Deviation(results.Select(result => result.Accuracy)) : 0;
        var drop = results[0].Int8Accuracy is null ? "" : Text(results.Average(result => result.Accuracy - result.Int8Accuracy!.Value));
        Console.WriteLine(
            $"| {name} | {Text(results.Average(result => result.Accuracy))} | {Text(spread)} | {Text(CalibrationError(results))} | {Text(ChanceError(results))} | "
            + $"{Text(results.Average(result => result.Known))} | {Text(results.Average(result => result.Rejected))} | {drop} | "
            + $"{results[0].Seconds.ToString("F0", CultureInfo.InvariantCulture)} | {Text(results.Average(result => result.LogLoss))} |");
    }

    /// <summary>A random draw of some training photos per class; the same number draws the same photos.</summary>
    private static PhotoFolder Draw(PhotoFolder fold, int perClass, int draw) => fold with
    {
        Training =
        [
            .. fold.Training.GroupBy(sample => sample.Label)
                .SelectMany(photos => photos.OrderBy(photo => Rank(photo, draw), StringComparer.Ordinal).Take(perClass)),
        ],
    };

    /// <summary>Leaves out training photos, so that the first class has that many times as many as the last one; 1 leaves out none.</summary>
    private static PhotoFolder Unbalance(PhotoFolder fold, double imbalance) => fold with
    {
        Training =
        [
            .. fold.Training.GroupBy(sample => sample.Label).SelectMany(photos => photos.OrderBy(photo => Rank(photo, draw: 0), StringComparer.Ordinal)
                .Take((int)Math.Round(photos.Count() * Math.Pow(imbalance, -photos.Key / (fold.Classes.Count - 1.0))))),
        ],
    };

    private static string Rank(FeatureSample photo, int draw) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{draw} {photo.ImageSha256}"))));

    /// <summary>The error of all folds' answers together: in the few hundred photos of one fold, most of it would be chance.</summary>
    private static double CalibrationError(IEnumerable<RecipeFold> results) => CalibrationBins.Error(results.SelectMany(result => result.Answers));

    /// <summary>
    /// The mean error of answers that have the same scores and are correct with exactly that probability: the part of
    /// <see cref="CalibrationError"/> that a perfectly calibrated model would show with as many photos.
    /// </summary>
    private static double ChanceError(IEnumerable<RecipeFold> results)
    {
        double[] scores = [.. results.SelectMany(result => result.Answers).Select(answer => answer.Score)];
        var random = new RandomStream(1);
        double sum = 0;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            List<(double, bool)> answers = new(scores.Length);
            foreach (var score in scores) answers.Add((score, random.NextDouble() < score));
            sum += CalibrationBins.Error(answers);
        }

        return sum / Repetitions;
    }

    private static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return Math.Sqrt(all.Sum(value => (value - all.Average()) * (value - all.Average())) / (all.Length - 1));
    }

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("F4", CultureInfo.InvariantCulture);
}
