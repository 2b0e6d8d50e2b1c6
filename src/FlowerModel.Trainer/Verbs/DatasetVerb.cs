using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Data;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Extracts an archive, or reads a list, so that a dataset is a folder of labeled images.</summary>
internal sealed class DatasetVerb : IVerb
{
    public string Name => Stage.Dataset.Name();

    public string Description => "Extracts an archive of images, or reads a CSV list of them.";

    public void Run(TrainerRequest request, TrainerOutput output, CancellationToken cancellation) =>
        DatasetStage.Run(request, output.Write, cancellation);
}
