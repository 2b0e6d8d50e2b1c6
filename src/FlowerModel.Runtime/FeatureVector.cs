namespace FlowerModel.Runtime;

/// <summary>Arithmetic on the feature vectors that <see cref="ImageClassifier"/>'s <c>Embed</c> methods return.</summary>
public static class FeatureVector
{
    /// <summary>
    /// Returns the cosine of the angle between two vectors: 1 for the same direction, 0 for unrelated ones. Images that look alike have a high similarity.
    /// </summary>
    /// <returns>-1 to 1; 0 if one of the vectors is zero.</returns>
    /// <exception cref="ArgumentException">The vectors differ in length.</exception>
    public static float CosineSimilarity(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"The vectors have {x.Length} and {y.Length} elements; the numbers must be equal.", nameof(y));
        double product = 0, left = 0, right = 0;
        for (var i = 0; i < x.Length; i++)
        {
            product += (double)x[i] * y[i];
            left += (double)x[i] * x[i];
            right += (double)y[i] * y[i];
        }

        return left > 0 && right > 0 ? (float)Math.Clamp(product / Math.Sqrt(left * right), -1, 1) : 0;
    }

    /// <summary>
    /// Divides a vector by its Euclidean (L2) norm, so that its length is 1 and the dot product of two such vectors is their cosine similarity. A zero vector
    /// stays unchanged.
    /// </summary>
    public static void Normalize(Span<float> vector)
    {
        var squares = 0d;
        foreach (var value in vector) squares += (double)value * value;
        if (squares <= 0) return;
        var scale = 1 / Math.Sqrt(squares);
        for (var i = 0; i < vector.Length; i++) vector[i] = (float)(vector[i] * scale);
    }
}
