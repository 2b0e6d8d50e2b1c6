using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;
using FlowerModel.Testing.RemoteExecution;

namespace FlowerModel.Sdk.Tests;

/// <summary>
/// End to end: a build with the packed trainer, whose features the workers of a remote execution service compute. The service's certificate is trusted
/// through the environment, as docs/scale.md describes.
/// </summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class RemoteExecutionTests(PackedFeed feed) : IDisposable
{
    private const int ImagesPerClass = 10;
    private const string Token = "canary-3e90b7";
    private const string DotNet = "/usr/bin/dotnet";

    private readonly TemporaryFolder packages = new();
    private readonly LoopbackCertificate certificate = new();
    private readonly Consumer consumer = new(feed);

    public void Dispose()
    {
        consumer.Dispose();
        packages.Dispose();
        certificate.Dispose();
    }

    [Fact]
    public void A_build_whose_features_are_computed_remotely_makes_the_same_model()
    {
        ReferenceData.SkipUnless(File.Exists(DotNet), $"{DotNet}, which the worker starts, does not exist");
        using var server = ReapiServer.Start(new { minor = 2, instance = "main", token = Token, tls = new[] { certificate.KeyPem, certificate.Pem } });
        consumer.Environment["NUGET_PACKAGES"] = packages.FullName;
        consumer.Environment["FLOWERMODEL_REMOTE_EXECUTION_TOKEN"] = Token;
        consumer.Properties.Remove("FlowerModelTrainerAssembly");
        Directory.Delete(consumer["App/photos"], recursive: true);
        foreach (var label in (string[])["daisy", "tulips"]) CopyDrawings(label);

        WriteProject("");
        Features(consumer.Build().Succeeded(), through: 2 * ImagesPerClass, reused: 0);
        var expected = File.ReadAllBytes(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]);
        Assert.Empty(server.Calls);

        foreach (var path in (string[])["cache", "App/obj/Debug"]) Directory.Delete(consumer[path], recursive: true);
        WriteProject($"""
            <FlowerModelRemoteExecution>grpcs://127.0.0.1:{server.Port}</FlowerModelRemoteExecution>
            <FlowerModelRemoteExecutionInstance>main</FlowerModelRemoteExecutionInstance>
            <FlowerModelRemoteExecutionPlatform>OSFamily=linux;Pool=small</FlowerModelRemoteExecutionPlatform>
            <FlowerModelRemoteExecutionCommands>2</FlowerModelRemoteExecutionCommands>
            <FlowerModelRemoteExecutionDotNet>{DotNet}</FlowerModelRemoteExecutionDotNet>
            """);
        consumer.Write("authority.pem", certificate.Pem);
        consumer.Environment["SSL_CERT_FILE"] = consumer["authority.pem"];
        var run = consumer.Build().Succeeded();
        Features(run, through: 0, reused: 2 * ImagesPerClass);
        Assert.InRange(server.Count("started"), 1, 2 * ImagesPerClass);
        Assert.DoesNotContain(server.Calls, call => (string?)call["event"] == "violation");
        Assert.Equal(expected, File.ReadAllBytes(consumer["App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite"]));
        Assert.DoesNotContain(run.Messages, text => text.Contains(Token, StringComparison.Ordinal));

        var calls = server.Calls.Count;
        consumer.Build().DidNothing();
        Assert.Equal(calls, server.Calls.Count);
    }

    private static void Features(BuildRun run, int through, int reused) => Assert.Contains(
        run.Messages, text => text.Contains($"{through} images went through the base, {reused} were reused", StringComparison.Ordinal));

    private void WriteProject(string properties) => consumer.WriteProject(
        models: """
            <FlowerModel Include="Flowers" Dataset="photos" Alpha="0.35" ImageSize="128" Head="linear" Epochs="1" BatchSize="8" FineTuneEpochs="0" />
            """,
        body: $"<PropertyGroup>{properties}</PropertyGroup>");

    private void CopyDrawings(string label)
    {
        Directory.CreateDirectory(consumer["App/photos/" + label]);
        var drawings = Directory.GetFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", label)).Order(StringComparer.Ordinal);
        foreach (var image in drawings.Take(ImagesPerClass)) File.Copy(image, consumer[$"App/photos/{label}/{Path.GetFileName(image)}"]);
    }
}
