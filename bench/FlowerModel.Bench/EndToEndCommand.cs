using System.CommandLine;
using System.Diagnostics;
using FlowerModel.Runtime;

namespace FlowerModel.Bench;

/// <summary>
/// Times the way from the bytes of a JPEG to the answer: ours beside what a .NET program would otherwise do, SkiaSharp and ONNX Runtime on the same
/// network. Both go through the same photos in turn, so that a busy machine slows both.
/// </summary>
internal static class EndToEndCommand
{
    private static readonly Option<int> Count = new("--count") { DefaultValueFactory = _ => 20, Description = "Number of photos, evenly spread over the folder." };

    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 15, Description = "Times that all photos are classified." };

    public static Command Create()
    {
        var command = new Command("end-to-end", "Milliseconds from a JPEG's bytes to the answer, beside SkiaSharp with ONNX Runtime; one thread.")
        {
            BenchOptions.Photos, BenchOptions.Work, PeersCommand.Weights, Count, Rounds,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var photos = new DirectoryInfo(arguments.GetRequiredValue(BenchOptions.Photos));
        var models = PeerModels.Ensure(arguments.GetRequiredValue(PeersCommand.Weights), photos, arguments.GetRequiredValue(BenchOptions.Work));
        byte[][] images = [.. PeerModels.Spread(photos, arguments.GetRequiredValue(Count)).Select(File.ReadAllBytes)];
        Console.WriteLine("| model | ours, ms per photo | SkiaSharp and ONNX Runtime | ratio | ours, bytes allocated per photo | theirs |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, file) in models)
        {
            using var classifier = ImageClassifier.Load(file, new ImageClassifierOptions { Mean = 127.5f, StandardDeviation = 127.5f });
            using var peer = new SkiaOnnxPeer(file, classifier.ImageWidth, classifier.ImageHeight);
            var scores = new float[classifier.Labels.Count];
            var (ours, theirs) = (new Timing(), new Timing());
            for (var round = 0; round < arguments.GetRequiredValue(Rounds); round++)
            {
                ours.Measure(() => Array.ForEach(images, image => classifier.Classify(image, scores)));
                theirs.Measure(() => Array.ForEach(images, image => peer.Classify(image)));
            }

            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {ours.Milliseconds / images.Length:F2} | {theirs.Milliseconds / images.Length:F2} | {ours.Milliseconds / theirs.Milliseconds:F2} | ")
                + FormattableString.Invariant($"{ours.Bytes / images.Length} | {theirs.Bytes / images.Length} |"));
        }
    }

    /// <summary>The fastest and the most economical of several rounds.</summary>
    private sealed class Timing
    {
        public double Milliseconds { get; private set; } = double.PositiveInfinity;

        public long Bytes { get; private set; } = long.MaxValue;

        public void Measure(Action round)
        {
            var (bytes, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            round();
            Milliseconds = Math.Min(Milliseconds, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Bytes = Math.Min(Bytes, GC.GetAllocatedBytesForCurrentThread() - bytes);
        }
    }
}
