namespace FlowerModel.Runtime;

/// <summary>A model's answer to one image. Immutable.</summary>
public sealed class Classification
{
    private readonly IReadOnlyList<string> labels;
    private readonly float[] scores;

    internal Classification(IReadOnlyList<string> labels, float[] scores)
    {
        this.labels = labels;
        this.scores = scores;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[Index]) Index = i;
        }
    }

    /// <summary>Name of the most likely class.</summary>
    public string Label => this.labels[Index];

    /// <summary>Score of the most likely class, 0 to 1 for models that end in a softmax.</summary>
    public float Score => this.scores[Index];

    /// <summary>Position of the most likely class among the model's outputs; the first of several with one score.</summary>
    public int Index { get; }

    /// <summary>The scores of all classes, in the order of the model's outputs.</summary>
    public IReadOnlyList<float> Scores => this.scores;

    /// <summary>The most likely classes, best first; of several with one score, the one with the lower index first.</summary>
    /// <param name="count">How many, at least 1; more than there are gives all.</param>
    public IReadOnlyList<Candidate> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. this.scores
            .Select((score, index) => new Candidate(this.labels[index], score, index))
            .OrderByDescending(candidate => candidate.Score)
            .Take(count)];
    }

    /// <summary>Label and score, for messages.</summary>
    public override string ToString() => FormattableString.Invariant($"{Label} {Score:P1}");
}
