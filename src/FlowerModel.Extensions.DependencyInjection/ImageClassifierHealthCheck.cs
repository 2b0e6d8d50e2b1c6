using FlowerModel.Runtime;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowerModel.Extensions.DependencyInjection;

/// <summary>Classifies a generated image: the model can be loaded, and its scores are numbers. The image is not counted.</summary>
/// <param name="resolve">Returns the classifier; loads the model if no one has needed it yet.</param>
internal sealed class ImageClassifierHealthCheck(Func<ImageClassifier> resolve) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.Run(() => Check(context.Registration.FailureStatus), cancellationToken);

    private HealthCheckResult Check(HealthStatus failure)
    {
        ImageClassifier classifier;
        Classification result;
        try
        {
            classifier = resolve();
            result = classifier.ClassifyUnobserved(Gradient(classifier.ImageWidth, classifier.ImageHeight), classifier.ImageWidth, classifier.ImageHeight);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new HealthCheckResult(failure, $"The classifier cannot classify a generated image: {error.Message}", error);
        }

        var facts = new Dictionary<string, object>
        {
            ["model"] = classifier.Name ?? "",
            ["version"] = classifier.Version ?? "",
            ["classes"] = classifier.Labels.Count,
        };
        return result.Scores.All(float.IsFinite)
            ? HealthCheckResult.Healthy("The classifier classifies a generated image.", facts)
            : new HealthCheckResult(failure, "The scores of a generated image are not finite.", data: facts);
    }

    private static byte[] Gradient(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)((long)i * 255 / pixels.Length);
        return pixels;
    }
}
