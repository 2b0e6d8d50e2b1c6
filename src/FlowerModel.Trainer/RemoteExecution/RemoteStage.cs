namespace FlowerModel.Trainer.RemoteExecution;

/// <summary>What happens to a command.</summary>
internal enum RemoteStage
{
    /// <summary>The service is asked whether it has the result.</summary>
    CacheCheck,

    /// <summary>Inputs are uploaded.</summary>
    Upload,

    /// <summary>The command waits for a worker.</summary>
    Queued,

    /// <summary>A worker runs the command.</summary>
    Executing,

    /// <summary>Outputs are downloaded.</summary>
    Download,
}
