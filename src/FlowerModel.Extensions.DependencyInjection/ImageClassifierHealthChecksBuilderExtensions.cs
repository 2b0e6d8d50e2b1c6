using FlowerModel.Extensions.DependencyInjection;
using FlowerModel.Runtime;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers health checks of image classifiers.</summary>
public static class ImageClassifierHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a health check that classifies a generated image with the registered <see cref="ImageClassifier"/>. The first check loads the model, if nothing
    /// else has.
    /// </summary>
    /// <param name="builder">The builder of health checks.</param>
    /// <param name="name">
    /// Name of the health check. Default: <c>image_classifier</c>, followed by the key, if there is one: <c>image_classifier_plants</c>.
    /// </param>
    /// <param name="serviceKey">The key of the classifier; null for the one without a key.</param>
    /// <param name="failureStatus">The status of a check that fails. Default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags that filter health checks.</param>
    /// <param name="timeout">The time after which the check fails. Default: none.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddImageClassifier(
        this IHealthChecksBuilder builder,
        string? name = null,
        object? serviceKey = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (serviceKey is null ? "image_classifier" : $"image_classifier_{serviceKey}"),
            provider => new ImageClassifierHealthCheck(() => serviceKey is null
                ? provider.GetRequiredService<ImageClassifier>()
                : provider.GetRequiredKeyedService<ImageClassifier>(serviceKey)),
            failureStatus,
            tags,
            timeout));
    }
}
