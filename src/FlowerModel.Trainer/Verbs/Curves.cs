using System.Text.Json;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The learning curves of the phases so far, as artefacts.</summary>
internal static class Curves
{
    public static void Write(string folder, string model, TrainingHistory head, TrainingHistory? fineTuning) =>
        AtomicFile.WriteText(
            Path.Combine(folder, ArtefactNames.History), JsonSerializer.Serialize(new Phases(model, head, fineTuning), CanonicalJson.Readable) + "\n");

    public static TrainingHistory Read(string path) =>
        JsonSerializer.Deserialize<Phases>(File.ReadAllText(path), CanonicalJson.Options)?.Head ?? throw new InvalidDataException("An empty history.");

    private sealed record Phases(string Model, TrainingHistory Head, TrainingHistory? FineTuning);
}
