using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>Lets the trainer do the work of a run.</summary>
internal sealed class StageWork(string model, StageResults results, TrainerRunner trainer)
{
    /// <summary>Starts the trainer, and passes on the files that it wrote.</summary>
    /// <param name="run">The run.</param>
    /// <param name="adjust">Changes the finished request.</param>
    /// <param name="take">Receives the full paths of the files by artifact name, and the trainer. The files are deleted afterward.</param>
    /// <exception cref="PipelineException">The trainer reported an error, did not finish, or did not write an artifact.</exception>
    /// <exception cref="LostArtifactException">An input artifact is missing or damaged.</exception>
    public TResult Do<TResult>(
        StageRun run, Func<TrainerRequest, TrainerRequest> adjust, Func<IReadOnlyDictionary<string, string>, TrainerLocation, TResult> take)
    {
        Artifact[] inputs = [.. run.Inputs.Select(input => input.Artifact).OfType<Artifact>()];
        try
        {
            return trainer.Run(
                run.Stage,
                run.Part.Length == 0 ? model : $"{model} {run.Part}",
                request => adjust(run.Complete(request with
                {
                    Settings = TrainerRequest.SettingsOf(run.Settings),
                    Inputs = inputs.ToDictionary(input => input.Name, results.PathOf, StringComparer.Ordinal),
                    InputHashes = inputs.ToDictionary(input => input.Name, input => input.Sha256, StringComparer.Ordinal),
                })),
                output => take(FilesOf(run, output.Folder), output.Trainer));
        }
        catch (PipelineException)
        {
            // Whatever the error is, a lost input explains it better: depending on when it was lost, the trainer reports it in different ways.
            if (results.FindLost(inputs) is { } lost) throw new LostArtifactException(lost);
            throw;
        }
    }

    private static Dictionary<string, string> FilesOf(StageRun run, string folder)
    {
        var files = run.Artifacts.ToDictionary(name => name, name => Path.Combine(folder, name), StringComparer.Ordinal);
        if (files.FirstOrDefault(file => !File.Exists(file.Value)).Key is { } missing)
        {
            throw new PipelineException(
                Codes.TrainerCrashed, $"The trainer finished stage '{run.Title}' without writing {missing}. The stage's output was discarded; build again.");
        }

        foreach (var name in run.Drawings.Where(name => File.Exists(Path.Combine(folder, name)))) files.Add(name, Path.Combine(folder, name));
        return files;
    }
}
