using System.Text.Json;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>The scores of a written .tflite for one image.</summary>
/// <param name="sha256">Hash of the image.</param>
/// <param name="label">Label of the image in the dataset.</param>
/// <param name="subset">Subset of the image: validation or test.</param>
/// <param name="scores">The score of each class, in the order of <see cref="Answers.Labels"/>.</param>
public sealed class ImageAnswer(string sha256, string label, Subset subset, IReadOnlyList<float> scores)
{
    /// <summary>Hash of the image.</summary>
    public string Sha256 { get; } = sha256;

    /// <summary>Label of the image in the dataset.</summary>
    public string Label { get; } = label;

    /// <summary>Subset of the image: validation or test.</summary>
    public Subset Subset { get; } = subset;

    /// <summary>The score of each class, in the order of <see cref="Answers.Labels"/>.</summary>
    public IReadOnlyList<float> Scores { get; } = scores;

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
/// <param name="labels">Class names, by output index.</param>
/// <param name="images">One entry per image, sorted by SHA-256 and label.</param>
public sealed class Answers(IReadOnlyList<string> labels, IReadOnlyList<ImageAnswer> images)
{
    /// <summary>Name of the artifact among the stage's outputs.</summary>
    public const string FileName = "answers.json";

    /// <summary>Class names, by output index.</summary>
    public IReadOnlyList<string> Labels { get; } = labels;

    /// <summary>One entry per image, sorted by SHA-256 and label.</summary>
    public IReadOnlyList<ImageAnswer> Images { get; } = images;

    /// <summary>Returns the answers as JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CanonicalJson.Options) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text contains no answers.</exception>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static Answers FromJson(string json) =>
        JsonSerializer.Deserialize<Answers>(json, CanonicalJson.Options) ?? throw new InvalidDataException("The file of answers is empty.");
}
