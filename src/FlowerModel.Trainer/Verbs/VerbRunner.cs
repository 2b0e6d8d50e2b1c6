using System.Text.Json;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Runs a verb and translates every outcome into messages and an exit code.</summary>
internal static class VerbRunner
{
    /// <summary>Reads the request and runs the verb.</summary>
    /// <returns>0 for success; 1 if an error was reported; 2 if canceled.</returns>
    public static int Run(IVerb verb, string requestFile, TrainerOutput output, CancellationToken cancellation)
    {
        try
        {
            var request = Read(requestFile);
            RequestInputs.Check(request);
            verb.Run(request, output, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return 0;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            return Lifetime.CanceledExitCode;
        }
        catch (Exception exception)
        {
            // The stack trace goes to standard error, which the build writes to the stage's log file but does not show.
            Console.Error.WriteLine(exception);
            if (ExceptionMapper.Explain(exception) is { } diagnostic) output.Report(diagnostic);
            return 1;
        }
    }

    private static TrainerRequest Read(string requestFile)
    {
        try
        {
            return TrainerRequest.FromJson(File.ReadAllText(requestFile));
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw new PipelineException(Codes.Internal, $"The trainer cannot read its request: {error.Message}", requestFile, error);
        }
    }
}
