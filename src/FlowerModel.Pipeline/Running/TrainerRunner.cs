using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Running;

/// <summary>What a run of the trainer left behind.</summary>
/// <param name="Folder">Full path of the work folder with the files that it wrote.</param>
/// <param name="Trainer">The trainer that ran.</param>
internal sealed record TrainerWork(string Folder, TrainerLocation Trainer);

/// <summary>Starts the trainer for a model and forwards its messages.</summary>
internal sealed class TrainerRunner(PipelineContext context)
{
    /// <summary>Runs a verb in a new work folder, which is deleted afterward.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="model">Name of the model in the trainer's messages.</param>
    /// <param name="complete">Adds the verb's inputs to the request.</param>
    /// <param name="take">Takes the results from the work folder.</param>
    /// <exception cref="PipelineException">The trainer reported an error or did not finish.</exception>
    public TResult Run<TResult>(string verb, string model, Func<TrainerRequest, TrainerRequest> complete, Func<TrainerWork, TResult> take)
    {
        if (context.Folders.MustAnnounce()) context.Log.Report(NotWritable(context.Folders));
        using var work = context.Folders.CreateWorkDirectory();
        try
        {
            return take(new TrainerWork(work.FullName, Start(verb, complete(new TrainerRequest { Model = model, OutputDirectory = work.FullName }))));
        }
        catch (Exception error) when (error is not OperationCanceledException && !Directory.Exists(work.FullName))
        {
            throw new LostWorkException(work.FullName, error);
        }
    }

    private static Diagnostic NotWritable(CacheFolders folders) => Diagnostic.Warning(
        Codes.CacheNotWritable,
        $"The cache in '{folders.Shared!.Root}' is read-only or belongs to another user. Its results are used, and new ones are stored in "
        + $"'{folders.Root}', where only this project finds them. Grant write permission, or choose another folder with FlowerModelCacheDirectory.");

    private TrainerLocation Start(string verb, TrainerRequest request)
    {
        var trainer = context.Trainer();
        var requestFile = Path.Combine(request.OutputDirectory, TrainerRequest.FileName);
        AtomicFile.WriteText(requestFile, request.ToJson());
        FileOperations.CreateFolder(context.StateDirectory);
        context.StartTrainer(trainer, verb, requestFile, Path.Combine(context.StateDirectory, verb + ".log"), Receive, context.Cancellation);
        return trainer;
    }

    private void Receive(TrainerMessage message)
    {
        if (message.Severity == Severity.Warning) context.Log.Report(message.ToDiagnostic());
        else if (message.Status) context.Log.Status(message.Text);
        else if (message.Detail) context.Log.Detail(message.Code, message.Text);
        else context.Log.Progress(message.Text);
    }
}
