using FlowerModel.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowerModel.Extensions.DependencyInjection.Tests;

public sealed class HealthCheckTests
{
    [Fact]
    public async Task A_classifier_that_works_is_healthy()
    {
        var entry = await Check(services => services.AddImageClassifier(ColorsModel.Load), builder => builder.AddImageClassifier());

        Assert.Equal(("image_classifier", HealthStatus.Healthy), (entry.Key, entry.Value.Status));
        Assert.Equal((ColorsModel.LoadClassifier().Name, "1.2.3", 3), (entry.Value.Data["model"], entry.Value.Data["version"], entry.Value.Data["classes"]));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_has_the_chosen_status_and_the_error()
    {
        var entry = await Check(
            services => services.AddImageClassifier(_ => ImageClassifier.Load("missing.tflite")),
            builder => builder.AddImageClassifier("photos", failureStatus: HealthStatus.Degraded, tags: ["ready"]));

        Assert.Equal(("photos", HealthStatus.Degraded), (entry.Key, entry.Value.Status));
        Assert.IsType<FileNotFoundException>(entry.Value.Exception);
        Assert.Contains("missing.tflite", entry.Value.Description, StringComparison.Ordinal);
        Assert.Equal(["ready"], entry.Value.Tags);
    }

    [Fact]
    public async Task A_classifier_with_a_key_has_a_check_with_its_name()
    {
        var entry = await Check(
            services => services.AddKeyedImageClassifier("plants", (_, _) => ColorsModel.LoadClassifier()), builder => builder.AddImageClassifier(serviceKey: "plants"));

        Assert.Equal(("image_classifier_plants", HealthStatus.Healthy), (entry.Key, entry.Value.Status));
    }

    private static async Task<KeyValuePair<string, HealthReportEntry>> Check(Action<IServiceCollection> register, Action<IHealthChecksBuilder> addCheck)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        register(services);
        addCheck(services.AddHealthChecks());
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        return Assert.Single(report.Entries);
    }
}
