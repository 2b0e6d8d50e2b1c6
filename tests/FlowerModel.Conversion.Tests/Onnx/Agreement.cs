namespace FlowerModel.Conversion.Tests.Onnx;

/// <summary>How far the scores of an export are from those of its .tflite.</summary>
/// <param name="Largest">The largest difference of a score.</param>
/// <param name="Mean">The mean over the images of each image's largest difference.</param>
/// <param name="Labels">Number of images with another label.</param>
/// <param name="Spread">The largest range that a class's scores have over the images; a model that answers the same to everything proves nothing.</param>
internal sealed record Agreement(float Largest, float Mean, int Labels, float Spread)
{
    internal static Agreement Of(OnnxSession session, IReadOnlyList<float[]> images)
    {
        float[][] expected = [.. images.Select(session.Expected)];
        float[][] actual = [.. images.Select(image => session.Actual(image))];
        float[] differences = [.. expected.Zip(actual, (want, got) => want.Zip(got, (one, other) => MathF.Abs(one - other)).Max())];
        return new Agreement(
            differences.Max(),
            differences.Average(),
            expected.Zip(actual).Count(pair => Best(pair.First) != Best(pair.Second)),
            Enumerable.Range(0, expected[0].Length).Max(label => expected.Max(scores => scores[label]) - expected.Min(scores => scores[label])));
    }

    private static int Best(float[] scores) => Array.IndexOf(scores, scores.Max());
}
