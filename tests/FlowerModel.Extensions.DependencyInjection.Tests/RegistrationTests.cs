using FlowerModel.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace FlowerModel.Extensions.DependencyInjection.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void The_generated_class_and_its_classifier_are_one_singleton_that_is_loaded_on_first_use()
    {
        var loads = 0;
        var services = new ServiceCollection();
        services.AddImageClassifier(() =>
        {
            loads++;
            return ColorsModel.Load();
        });
        var provider = services.BuildServiceProvider();
        Assert.Equal(0, loads);

        var classifier = provider.GetRequiredService<ImageClassifier>();
        var model = provider.GetRequiredService<ColorsModel>();

        Assert.Equal(1, loads);
        Assert.Same(classifier, model.AsImageClassifier());
        Assert.Same(classifier, provider.GetRequiredService<ImageClassifier>());
        Assert.Equal("red", classifier.Classify(ColorsModel.Red, 1, 1).Label);
        provider.Dispose();
        Assert.True(model.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => classifier.Classify(ColorsModel.Red, 1, 1));
    }

    [Fact]
    public void A_classifier_without_a_class_is_a_singleton_and_disposed_with_the_container()
    {
        var provider = new ServiceCollection().AddImageClassifier(_ => ColorsModel.LoadClassifier()).BuildServiceProvider();
        var classifier = provider.GetRequiredService<ImageClassifier>();
        Assert.Same(classifier, provider.GetRequiredService<ImageClassifier>());
        provider.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Classify(ColorsModel.Red, 1, 1));
    }

    [Fact]
    public void Classifiers_with_keys_are_different_services()
    {
        var keys = new List<object?>();
        using var provider = new ServiceCollection()
            .AddKeyedImageClassifier("a", Load)
            .AddKeyedImageClassifier("b", Load)
            .BuildServiceProvider();

        var (a, b) = (provider.GetRequiredKeyedService<ImageClassifier>("a"), provider.GetRequiredKeyedService<ImageClassifier>("b"));

        Assert.NotSame(a, b);
        Assert.Same(a, provider.GetRequiredKeyedService<ImageClassifier>("a"));
        Assert.Equal(["a", "b"], keys);
        Assert.Null(provider.GetService<ImageClassifier>());

        ImageClassifier Load(IServiceProvider services, object? key)
        {
            keys.Add(key);
            return ColorsModel.LoadClassifier();
        }
    }
}
