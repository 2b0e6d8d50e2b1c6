using System.Security.Cryptography;
using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary><c>FlowerModelVerify</c> in real builds with the fake trainer.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class VerificationTests(PackedFeed feed) : IDisposable
{
    private const string Verify = "-p:FlowerModelVerify=true";
    private const string Model = "App/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite";

    private static readonly string[] All = ["features", "train", "fine-tune", "convert", "evaluate", "report"];

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void Every_stage_runs_again_the_program_stays_and_the_next_build_does_nothing()
    {
        consumer.Build().Succeeded();
        var before = Files();
        var run = consumer.Build(Verify).Succeeded();
        Assert.Equal(All, run.Verbs);
        Assert.False(run.Compiled, "the compiler ran");
        Assert.Contains("Flowers: verified 6 stages, 14 artifacts equal", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        consumer.Build().DidNothing();
        consumer.Build("-question", Verify).DidNothing();
    }

    [Fact]
    public void A_stage_that_differs_fails_the_build_and_changes_nothing()
    {
        consumer.Build().Succeeded();
        var before = Files();
        consumer.Environment["FLOWERMODEL_FAKE_TRAINER"] = "differ@train";
        var run = consumer.Build(Verify);
        Assert.Equal(["features", "train"], run.Verbs);
        var error = run.FailedWith("FLOWER5009");
        Assert.Contains("Stage 'train' of FlowerModel 'Flowers'", error.Text, StringComparison.Ordinal);
        Assert.Contains("head.h5", error.Text, StringComparison.Ordinal);
        Assert.True(File.Exists(error.File));
        Assert.Equal(before, Files());
        consumer.Build().DidNothing();
    }

    [Fact]
    public void Without_stored_results_the_build_says_so_and_builds_as_usual()
    {
        var run = consumer.Build(Verify).Succeeded();
        Assert.Equal(All, run.Verbs);
        Assert.Contains("Flowers: train had no stored result to compare with", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("version 1.0.0, daisy", consumer.StartProgram(), StringComparison.Ordinal);
        consumer.Build().DidNothing();
    }

    // The cache, the model and the program, by path and hash.
    private string[] Files() =>
    [
        .. Directory.GetFiles(consumer["cache"], "*", SearchOption.AllDirectories)
            .Append(consumer[Model])
            .Append(consumer["App/bin/Debug/net10.0/App.dll"])
            .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")
            .Order(StringComparer.Ordinal),
    ];
}
