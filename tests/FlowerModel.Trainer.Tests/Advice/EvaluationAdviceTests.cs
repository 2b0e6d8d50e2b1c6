using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Tests.Golden;
using FlowerModel.Trainer.Tests.Messaging;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer.Tests.Advice;

/// <summary>Advice is given with the evaluation of the model that the training made, not with those of its other formats, which have no history.</summary>
public sealed class EvaluationAdviceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_an_evaluation_with_the_history_of_the_training_gives_advice(bool hasHistory)
    {
        GoldenWorkspace.Fill(folder.FullName);
        Dictionary<string, string> inputs = new()
        {
            [FeatureIndex.FileName] = folder[FeatureIndex.FileName], [ArtifactNames.Model] = folder["small.float32.tflite"],
        };
        if (hasHistory) inputs.Add(ArtifactNames.History, folder[ArtifactNames.History]);
        using var messages = new StringWriter();
        using var output = new TrainerOutput(messages);
        VerbList.Get("evaluate").Run(
            new TrainerRequest
            {
                Model = "Patterns",
                Settings = TrainerRequest.SettingsOf(new EvaluateSettings()),
                Manifest = folder[GoldenWorkspace.ManifestName],
                Inputs = inputs,
                InputHashes = inputs.ToDictionary(input => input.Key, input => Hashing.OfFile(input.Value)),
                OutputDirectory = Directory.CreateDirectory(folder["output"]).FullName,
            },
            output,
            TestContext.Current.CancellationToken);
        var advice = WrittenMessages.In(messages.ToString()).Where(message => Codes.IsAdvice(message.Code)).ToArray();
        // The drawn dataset has few images, and the history one epoch.
        Assert.Equal(hasHistory ? [Codes.FewImages] : [], advice.Select(message => message.Code));
        Assert.All(advice, message => Assert.True(message.Detail));
    }
}
