using System.Text.Json;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The scores of a written .tflite for one image.</summary>
/// <param name="Sha256">Hash of the image.</param>
/// <param name="Label">Label of the image in the dataset.</param>
/// <param name="Subset">Subset of the image: validation or test.</param>
/// <param name="Scores">The score of each class, in the order of <see cref="Answers.Labels"/>.</param>
public sealed record ImageAnswer(string Sha256, string Label, Subset Subset, IReadOnlyList<float> Scores)
{
    /// <summary>Returns the index of the greatest score, which is the model's answer; the lowest index if several scores are equal.</summary>
    public int Best()
    {
        var best = 0;
        for (var i = 1; i < Scores.Count; i++)
        {
            if (Scores[i] > Scores[best]) best = i;
        }

        return best;
    }
}

/// <summary>An artifact of the evaluation stage: the scores of the written .tflite for each validation and test image.</summary>
/// <param name="Labels">Class names, by output index.</param>
/// <param name="Images">One entry per image, sorted by SHA-256 and label.</param>
public sealed record Answers(IReadOnlyList<string> Labels, IReadOnlyList<ImageAnswer> Images)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "answers.json";

    /// <summary>Returns the answers as JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CanonicalJson.Options) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text contains no answers.</exception>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static Answers FromJson(string json) =>
        JsonSerializer.Deserialize<Answers>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The file of answers is empty.");
}
