using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Data;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Downloads base weights from a URL.</summary>
internal sealed class FetchWeightsVerb : IVerb
{
    public string Name => TrainerVerbs.FetchWeights;

    public string Description => "Downloads base weights from a URL.";

    public void Run(TrainerRequest request, TrainerOutput output, CancellationToken cancellation) =>
        WeightsFetcher.Run(request, output.Write, cancellation);
}
