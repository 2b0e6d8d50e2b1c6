namespace FlowerModel.Runtime;

/// <summary>The result of classifying one image. Immutable.</summary>
public sealed class Classification
{
    private readonly IReadOnlyList<string> labels;
    private readonly float[] scores;

    internal Classification(IReadOnlyList<string> labels, float[] scores, float? unknownThreshold = null)
    {
        this.labels = labels;
        this.scores = scores;
        Index = IndexOfBest(scores);
        IsKnown = !(Score < unknownThreshold);
    }

    /// <summary>The name of the most likely class.</summary>
    public string Label => this.labels[Index];

    /// <summary>The score of the most likely class; between 0 and 1 for models that end in a softmax.</summary>
    public float Score => this.scores[Index];

    /// <summary>The index of the most likely class in the model's output; the lowest index if several classes have the same score.</summary>
    public int Index { get; }

    /// <summary>
    /// False if the score is below <see cref="ImageClassifier.UnknownThreshold"/>: the image probably shows none of the classes. True if the model has no
    /// threshold.
    /// </summary>
    public bool IsKnown { get; }

    /// <summary>The scores of all classes, in the order of the model's output.</summary>
    public IReadOnlyList<float> Scores => this.scores;

    /// <summary>Returns the most likely classes, best first. Classes with the same score are ordered by index.</summary>
    /// <param name="count">The maximum number of classes to return, at least 1.</param>
    public IReadOnlyList<Candidate> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. this.scores
            .Select((score, index) => new Candidate(this.labels[index], score, index))
            .OrderByDescending(candidate => candidate.Score)
            .Take(count)];
    }

    /// <summary>Returns the label and the score, for messages.</summary>
    public override string ToString() => FormattableString.Invariant($"{Label} {Score:P1}");

    /// <summary>Returns the index of the highest score; the lowest index if several scores are equal.</summary>
    internal static int IndexOfBest(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        return best;
    }
}
