using System.Globalization;
using FlowerModel.Conversion.Keras;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;
using TorchSharp.Modules;

namespace FlowerModel.Distiller.Training;

/// <summary>The training state after an epoch, in a folder that is renamed into place once it is complete.</summary>
/// <param name="root">Folder that holds the checkpoint.</param>
internal sealed class Checkpoint(string root)
{
    private const string Weights = "student.h5";
    private const string Optimizer = "optimizer.bin";
    private const string History = "history.json";

    /// <summary>Number of completed epochs; 0 if there is no checkpoint.</summary>
    public int Epoch => Find() is { } folder ? int.Parse(Path.GetFileName(folder)["epoch-".Length..], CultureInfo.InvariantCulture) : 0;

    /// <summary>The student's weights.</summary>
    public KerasWeights ReadWeights() => KerasWeightsFile.Read(Path.Combine(Find()!, Weights));

    /// <summary>Restores the optimizer's state.</summary>
    public void ReadOptimizer(AdamW optimizer) => OptimizerFile.Read(optimizer, Path.Combine(Find()!, Optimizer));

    /// <summary>The figures of the completed epochs.</summary>
    public IReadOnlyList<EpochRecord> ReadHistory() => HistoryFile.Read(Path.Combine(Find()!, History))[0].History.Epochs;

    /// <summary>Saves the state after the last epoch of the history and deletes the previous checkpoint.</summary>
    public void Write(KerasWeights weights, AdamW optimizer, TrainingHistory history)
    {
        var older = Find();
        var folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"epoch-{history.Epochs[^1].Epoch:D4}"));
        var temporary = folder + ".partial";
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        KerasWeightsFile.Write(weights, Path.Combine(temporary, Weights));
        OptimizerFile.Write(optimizer, Path.Combine(temporary, Optimizer));
        HistoryFile.Write(Path.Combine(temporary, History), [new TrainingPhase(StudentTrainer.Phase, history)]);
        Directory.Move(temporary, folder);
        if (older is not null) Directory.Delete(older, recursive: true);
    }

    /// <summary>Deletes the checkpoint of an earlier run.</summary>
    public void Clear()
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    private string? Find() => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root, "epoch-????").Order(StringComparer.Ordinal).LastOrDefault()
        : null;
}
