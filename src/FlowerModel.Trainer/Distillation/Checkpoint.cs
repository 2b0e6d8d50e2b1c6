using System.Globalization;
using FlowerModel.Conversion.Keras;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;
using TorchSharp.Modules;

namespace FlowerModel.Trainer.Distillation;

/// <summary>The state of a training after an epoch, in a folder of its own that appears when it is complete.</summary>
/// <param name="root">Folder of a training's checkpoints.</param>
internal sealed class Checkpoint(string root)
{
    private const string Weights = "student.h5";
    private const string Optimizer = "optimizer.bin";
    private const string History = "history.json";

    /// <summary>The number of epochs done; 0 where there is no checkpoint.</summary>
    public int Epoch => Find() is { } folder ? int.Parse(Path.GetFileName(folder)["epoch-".Length..], CultureInfo.InvariantCulture) : 0;

    /// <summary>The student's weights.</summary>
    public KerasWeights ReadWeights() => KerasWeightsFile.Read(Path.Combine(Find()!, Weights));

    /// <summary>Brings the optimizer into the state it had.</summary>
    public void ReadOptimizer(AdamW optimizer) => OptimizerFile.Read(optimizer, Path.Combine(Find()!, Optimizer));

    /// <summary>The epochs so far.</summary>
    public IReadOnlyList<EpochRecord> ReadHistory() => HistoryFile.Read(Path.Combine(Find()!, History))[0].History.Epochs;

    /// <summary>Keeps the state after the last epoch of the history; an older one is removed.</summary>
    public void Write(KerasWeights weights, AdamW optimizer, TrainingHistory history)
    {
        var older = Find();
        var folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"epoch-{history.Epochs[^1].Epoch:D4}"));
        var temporary = folder + ".partial";
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        KerasWeightsFile.Write(weights, Path.Combine(temporary, Weights));
        OptimizerFile.Write(optimizer, Path.Combine(temporary, Optimizer));
        HistoryFile.Write(Path.Combine(temporary, History), [new TrainingPhase(Distiller.Phase, history)]);
        Directory.Move(temporary, folder);
        if (older is not null) Directory.Delete(older, recursive: true);
    }

    /// <summary>Removes what another training left.</summary>
    public void Clear()
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    private string? Find() => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root, "epoch-????").Order(StringComparer.Ordinal).LastOrDefault()
        : null;
}
