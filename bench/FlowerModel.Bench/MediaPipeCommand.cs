using System.CommandLine;
using System.Runtime.InteropServices;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Testing.Browser;

namespace FlowerModel.Bench;

/// <summary>
/// Measures how often MediaPipe's ImageClassifier, in Chromium and through the page of sample/FlowerWeb, labels a photo differently from our
/// runtime, and whether its scaling of photos, rounding of int8 sums and normalization of pixels explain the differences.
/// </summary>
internal static class MediaPipeCommand
{
    private static readonly Option<FileInfo> Model = new("--model") { Required = true, Description = "The .tflite to run." };

    public static Command Create()
    {
        var command = new Command("mediapipe", "Compares labels and scores of MediaPipe in a browser with those of our runtime.")
        {
            BenchOptions.Photos, BenchOptions.PerClass, Model,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var photos = (from folder in Directory.EnumerateDirectories(arguments.GetRequiredValue(BenchOptions.Photos)).Order(StringComparer.Ordinal)
                      from path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Take(arguments.GetRequiredValue(BenchOptions.PerClass))
                      select (Path: path, Label: Path.GetFileName(folder))).ToArray();
        string[] truth = [.. photos.Select(photo => photo.Label)];
        var model = arguments.GetRequiredValue(Model);
        using var classifier = ImageClassifier.Load(model.FullName);
        var images = photos.Select(photo => RgbImage.Load(photo.Path)).ToArray();

        Answer[] ours = [.. images.Select(image => Answer.From(classifier.Classify(image)))];
        byte[][] scaled = [.. images.Select(image => ScaleAsMediaPipe(image, classifier.ImageWidth, classifier.ImageHeight))];
        Answer[] imitated = [.. scaled.Select(pixels => Answer.From(classifier.Classify(pixels, classifier.ImageWidth, classifier.ImageHeight)))];
        var mediaPipe = Visit(model, [.. photos.Select(photo => photo.Path)]);
        var unscaled = VisitScaled(model, classifier, scaled);

        Print($"{photos.Length} photos; correct: ours {Right(ours, truth):P1}, MediaPipe {Right(mediaPipe, truth):P1}");
        Print($"MediaPipe against ours: {Compare(mediaPipe, ours)}");
        Print($"MediaPipe against ours, photos scaled as MediaPipe does: {Compare(mediaPipe, imitated)}");
        Print($"MediaPipe, given those pixels, against ours: {Compare(unscaled, imitated)}");
        Print($"MediaPipe, given those pixels, against LiteRT: {Compare(unscaled, RunLiteRt(model, classifier, scaled, pixel => (pixel - 127.5f) / 127.5f))}");
        Print($"… against LiteRT, pixels normalized as MediaPipe does: {Compare(unscaled, RunLiteRt(model, classifier, scaled, NormalizeAsMediaPipe))}");
        foreach (var (photo, theirs, own) in photos.Zip(mediaPipe, ours).Where(row => row.Second.Label != row.Third.Label))
            Print($"  {photo.Label}/{Path.GetFileName(photo.Path)}: MediaPipe {theirs.Label} {theirs.Score:F3}, ours {own.Label} {own.Score:F3}");
    }

    private static Answer[] Visit(FileInfo model, IReadOnlyList<string> photos)
    {
        var site = FlowerWebProgram.Build("Release", new Dictionary<string, string>());
        using var program = new FlowerWebProgram(site, model.DirectoryName);
        var report = new PageVisit(program.Url, photos, Path.GetFileNameWithoutExtension(model.Name), Drop: true).Make();
        return [.. report.Answers.Select(page => new Answer(page.Classes[0].Label, page.Classes[0].Score))];
    }

    /// <summary>Visits the page with the model's input pixels, so that the browser neither decodes a JPEG nor scales.</summary>
    private static Answer[] VisitScaled(FileInfo model, ImageClassifier classifier, byte[][] pixels)
    {
        using var folder = new TemporaryFolder();
        return Visit(model, [.. pixels.Select((image, index) =>
            BitmapFile.Write(image, classifier.ImageWidth, classifier.ImageHeight, folder[$"{index:D4}.bmp"]))]);
    }

    /// <summary>
    /// A multiplication and an addition in float32, each rounded; in real arithmetic, <c>(pixel - 127.5) / 127.5</c>. Found by trying several
    /// forms until LiteRT's scores matched MediaPipe's to the last bit.
    /// </summary>
    private static float NormalizeAsMediaPipe(byte pixel) => (pixel * (2f / 255f)) - 1f;

    /// <summary>The answers of LiteRT, which runs XNNPACK as MediaPipe does, for a model with float32 input and output.</summary>
    private static Answer[] RunLiteRt(FileInfo model, ImageClassifier classifier, byte[][] pixels, Converter<byte, float> normalize)
    {
        var inputs = Array.ConvertAll(pixels, image => MemoryMarshal.AsBytes(Array.ConvertAll(image, normalize).AsSpan()).ToArray());
        return Array.ConvertAll(Oracle.RunMany(File.ReadAllBytes(model.FullName), inputs, Oracle.LiteRt), output =>
        {
            var scores = MemoryMarshal.Cast<byte, float>(output).ToArray();
            var best = scores.IndexOf(scores.Max());
            return new Answer(classifier.Labels[best], scores[best]);
        });
    }

    /// <summary>
    /// Scales as MediaPipe does on the CPU: bilinear between four source pixels, no matter how much the photo shrinks, and without the half-pixel
    /// offset, so that sample i is at <c>i * source size / target size</c>. Found by comparing scores under several rules.
    /// </summary>
    private static byte[] ScaleAsMediaPipe(RgbImage image, int width, int height)
    {
        var scaled = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, down) = Neighbors(y, image.Height, height);
            for (var x = 0; x < width; x++)
            {
                var (left, right, across) = Neighbors(x, image.Width, width);
                for (var channel = 0; channel < 3; channel++)
                {
                    float Sample(int row, int column) => image.Pixels[(((row * image.Width) + column) * 3) + channel];
                    var above = float.Lerp(Sample(top, left), Sample(top, right), across);
                    var below = float.Lerp(Sample(bottom, left), Sample(bottom, right), across);
                    scaled[(((y * width) + x) * 3) + channel] = (byte)MathF.Round(float.Lerp(above, below, down));
                }
            }
        }

        return scaled;
    }

    private static (int First, int Second, float Weight) Neighbors(int target, int sourceSize, int targetSize)
    {
        var position = target * (float)sourceSize / targetSize;
        var first = (int)position;
        return (first, Math.Min(first + 1, sourceSize - 1), position - first);
    }

    private static double Right(Answer[] answers, string[] truth) => answers.Zip(truth).Count(pair => pair.First.Label == pair.Second) / (double)truth.Length;

    private static string Compare(Answer[] some, Answer[] others)
    {
        var differing = some.Zip(others).Count(pair => pair.First.Label != pair.Second.Label);
        var distances = some.Zip(others).Select(pair => Math.Abs(pair.First.Score - pair.Second.Score)).ToArray();
        return FormattableString.Invariant(
            $"{differing} labels differ; best scores differ by {distances.Average():F4} on average, at most {distances.Max():F3}");
    }

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private readonly record struct Answer(string Label, double Score)
    {
        public static Answer From(Classification classification) => new(classification.Label, classification.Score);
    }
}
