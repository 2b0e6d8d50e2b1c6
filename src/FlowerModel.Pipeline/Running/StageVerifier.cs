using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>
/// Runs a stage again whose result is stored, and compares the bytes. The inputs are the stored artifacts of the earlier stages, so a stage that
/// differs does not make later ones differ. Nothing in the cache is changed.
/// </summary>
internal sealed class StageVerifier(string model, Verification verification, StageWork work)
{
    /// <summary>Verifies a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stored">Its stored result.</param>
    /// <exception cref="PipelineException">The run failed, or an artifact has other bytes.</exception>
    public void Verify(StageRun run, StageRecord stored)
    {
        work.Do(run, WithoutKeptFiles, (files, _) =>
        {
            foreach (var name in run.Artifacts) Compare(run, stored[name], files[name]);
            return files.Count;
        });
        verification.Count(run.Stage, run.Artifacts.Count);
    }

    private TrainerRequest WithoutKeptFiles(TrainerRequest request) => request with
    {
        FeaturesDirectory = request.FeaturesDirectory.Length == 0 ? "" : verification.Features,
        AnswersDirectory = "",
        PreviewsDirectory = "",
        Epochs = "",
        DatasetsDirectory = request.DatasetsDirectory.Length == 0 ? "" : verification.Datasets,
    };

    private void Compare(StageRun run, Artifact stored, string file)
    {
        var sha256 = Hashing.OfFile(file);
        if (sha256 == stored.Sha256) return;
        throw new PipelineException(
            Codes.VerificationFailed,
            $"Stage '{run.Title}' of FlowerModel '{model}' was run again on the same inputs and wrote another {stored.Name}: its SHA-256 is {sha256}; "
            + $"that of the cached file is {stored.Sha256}. Nothing was changed, and later stages were not verified. If the cached result comes from "
            + "another machine or from a changed trainer, do not use it: empty the cache with 'dotnet build -t:FlowerModelCleanCache' and build "
            + "again. If a second verification fails too, please report it; docs/reproducibility.md lists what is promised.",
            verification.Keep(run, stored.Name, file));
    }
}
