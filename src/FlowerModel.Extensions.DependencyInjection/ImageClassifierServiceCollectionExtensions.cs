using FlowerModel.Extensions.DependencyInjection;
using FlowerModel.Runtime;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers image classifiers as services.</summary>
public static class ImageClassifierServiceCollectionExtensions
{
    /// <summary>
    /// Registers the class that FlowerModel.Sdk generates, and the <see cref="ImageClassifier"/> behind it, as singletons. The model is loaded when one of
    /// the two is first needed, and disposed of with the container. Its images are counted (meter <c>FlowerModel</c>).
    /// </summary>
    /// <typeparam name="TModel">The generated class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="load">Loads the model: <c>Flowers.Load</c>.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddImageClassifier<TModel>(this IServiceCollection services, Func<TModel> load)
        where TModel : class, IImageModel
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(load);
        services.TryAddSingleton<ImageClassifierMetrics>();
        services.AddSingleton(provider =>
        {
            var model = load();
            provider.GetRequiredService<ImageClassifierMetrics>().Observe(model.AsImageClassifier(), null);
            return model;
        });
        return services.AddSingleton(provider => provider.GetRequiredService<TModel>().AsImageClassifier());
    }

    /// <summary>
    /// Registers an <see cref="ImageClassifier"/> as a singleton. The model is loaded when it is first needed, and disposed of with the container. Its images
    /// are counted (meter <c>FlowerModel</c>).
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="load">Loads the model, for example <c>_ => ImageClassifier.Load("Flowers.tflite")</c>.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddImageClassifier(this IServiceCollection services, Func<IServiceProvider, ImageClassifier> load)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(load);
        services.TryAddSingleton<ImageClassifierMetrics>();
        return services.AddSingleton(provider => provider.GetRequiredService<ImageClassifierMetrics>().Observe(load(provider), null));
    }

    /// <summary>
    /// Registers an <see cref="ImageClassifier"/> as a keyed singleton, for programs with several models. The model is loaded when it is first needed, and
    /// disposed of with the container. Its images are counted (meter <c>FlowerModel</c>).
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key, for example the name of the model.</param>
    /// <param name="load">Loads the model, for example <c>(_, _) => ImageClassifier.Load("Flowers.tflite")</c>. Its second parameter is the key.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKeyedImageClassifier(
        this IServiceCollection services, object? serviceKey, Func<IServiceProvider, object?, ImageClassifier> load)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(load);
        services.TryAddSingleton<ImageClassifierMetrics>();
        return services.AddKeyedSingleton(
            serviceKey, (provider, key) => provider.GetRequiredService<ImageClassifierMetrics>().Observe(load(provider, key), key?.ToString()));
    }
}
