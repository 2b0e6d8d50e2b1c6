using System.Globalization;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.FakeTrainer;

/// <summary>
/// Answers for expected images. A file with the text <c>roses 0.9</c> is answered with that label and score, and with 0.2 less by an int8 model; the answer
/// is unknown below 0.3. Every other file cannot be read.
/// </summary>
internal static class FakeAnswers
{
    private static readonly string[] Labels = ["daisy", "roses", "tulips"];

    /// <summary>Answers the images of a request.</summary>
    public static ExpectedAnswers Of(TrainerRequest request)
    {
        var isInt8 = File.ReadAllText(request.Inputs[ArtifactNames.Model]).Contains("int8", StringComparison.Ordinal);
        return new ExpectedAnswers
        {
            Answers = new SortedDictionary<string, ExpectedAnswer>(
                request.Images.Keys.DistinctBy(Hashing.OfFile).ToDictionary(Hashing.OfFile, path => Answer(path, isInt8)), StringComparer.Ordinal),
        };
    }

    private static ExpectedAnswer Answer(string path, bool isInt8)
    {
        var words = File.ReadAllText(path).Split(' ');
        if (!Labels.Contains(words[0])) return new ExpectedAnswer { Problem = "it is no fake image" };
        var score = double.Parse(words[1], CultureInfo.InvariantCulture) - (isInt8 ? 0.2 : 0);
        return new ExpectedAnswer
        {
            Label = words[0],
            Scores = Labels.ToDictionary(label => label, label => label == words[0] ? score : (1 - score) / 2),
            IsKnown = score >= 0.3,
        };
    }
}
