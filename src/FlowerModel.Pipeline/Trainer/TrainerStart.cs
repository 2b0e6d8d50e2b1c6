namespace FlowerModel.Pipeline.Trainer;

/// <summary>Runs one verb of the trainer to completion. Parameters and exceptions are those of <see cref="TrainerProcess.Run"/>.</summary>
public delegate void TrainerStart(
    TrainerLocation trainer, string verb, string requestFile, string logFile, Action<TrainerMessage> receive, CancellationToken cancellation);
