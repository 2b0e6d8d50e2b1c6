using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Data;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Extracts an archive or reads a list to make the dataset a folder of labeled images.</summary>
internal sealed class DatasetVerb : StageVerb<DatasetStage, DatasetSettings>
{
    public override string Description => "Extracts an archive of images or reads a CSV list of images.";

    private protected override void Run(TrainerRequest request, DatasetSettings settings, TrainerOutput output, CancellationToken cancellation) =>
        DatasetReader.Run(request, settings, output.Write, cancellation);
}
