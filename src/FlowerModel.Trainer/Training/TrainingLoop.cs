using System.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Calibration;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Losses;
using FlowerModel.Training.Optimizers;

namespace FlowerModel.Trainer.Training;

/// <summary>
/// The training loop for all phases: shuffled batches, Adam, cross-entropy, validation after each epoch, best epoch kept. It trains a
/// graph that maps stored activations to logits: a head, or the top of the base with its head.
/// </summary>
internal sealed class TrainingLoop : IDisposable
{
    private const int StatisticsBatches = 10; // About as many as a moving average with momentum 0.9 covers.
    private readonly TrainingGraph graph;
    private readonly TrainingOptions options;
    private readonly TrainingRun run;
    private readonly TrainingSession session;
    private readonly TrainingState state;
    private readonly TrainingBatches batches;
    private readonly Evaluator evaluator;
    private Dictionary<string, float[]>? bestAnswers; // null if they were found before an interruption

    /// <summary>Prepares a training.</summary>
    /// <param name="graph">Maps activations to logits; its weights are those to start from.</param>
    /// <param name="options">Epochs, rates, seed.</param>
    /// <param name="run">Progress, checkpoint, cancellation.</param>
    public TrainingLoop(TrainingGraph graph, TrainingOptions options, TrainingRun run)
    {
        (this.graph, this.options, this.run) = (graph, options, run);
        session = new TrainingSession(graph, new SoftmaxCrossEntropy(), run.Threads);
        state = new TrainingState(graph, options);
        batches = new TrainingBatches(options, graph.Output.Size, graph.Input.Size);
        evaluator = new Evaluator(session, batches, options.BatchSize);
    }

    /// <summary>
    /// True if some batches of training images run without an update before each evaluation, so that BatchNorm's statistics match the weights that are
    /// evaluated and kept. Early in training from scratch, moving averages lag far behind.
    /// </summary>
    public bool EstimatesStatistics { get; init; }

    /// <summary>Runs the training; afterward the graph has the weights of the best epoch.</summary>
    /// <param name="training">Images to train on.</param>
    /// <param name="validation">Images that determine the best epoch.</param>
    /// <param name="baseline">True if the initial weights are also a candidate, as epoch 0.</param>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the checkpoint has the state after the last finished epoch.</exception>
    public TrainingHistory Run(FeatureSet training, FeatureSet validation, bool baseline)
    {
        if (run.Kept is { IsFinished: true } kept) Replay(kept, validation);
        else Train(training, validation, baseline);
        run.Kept?.Save(state.Epochs.Count);
        state.RestoreBest();
        return new TrainingHistory([.. state.Epochs], state.BestEpoch);
    }

    /// <summary>Returns the outputs of the best epoch for the validation images, after <see cref="Run"/>.</summary>
    /// <param name="validation">The images.</param>
    public IReadOnlyList<LabeledOutputs> BestOutputs(FeatureSet validation)
    {
        bestAnswers ??= [];
        evaluator.Evaluate(validation, bestAnswers, run.Cancellation);
        return [.. validation.Samples.Select(sample => new LabeledOutputs(bestAnswers[sample.ImageSha256], sample.Label))];
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private void Replay(KeptEpochs kept, FeatureSet validation)
    {
        for (var i = 0; i < kept.Count; i++)
        {
            var epoch = kept.Restore(i, state);
            var (loss, accuracy) = evaluator.Evaluate(validation, kept.Scores(i), run.Cancellation);
            Finish(epoch with { ValidationLoss = loss, ValidationAccuracy = accuracy }, kept.Scores(i));
        }

        run.Replayed?.Invoke(new TrainingHistory([.. state.Epochs], state.BestEpoch));
    }

    private void Train(FeatureSet training, FeatureSet validation, bool baseline)
    {
        if (run.Checkpoint is { } path && TrainingCheckpoint.TryRestore(path, state)) run.Continued?.Invoke(state.Epochs[^1].Epoch);
        else if (baseline) Finish(new EpochRecord(0, null, null, 0, 0, options.LearningRate, 0), validation, Stopwatch.StartNew());
        var first = state.Epochs.Count == 0 ? 1 : state.Epochs[^1].Epoch + 1;
        batches.WeighClasses(training);
        for (var epoch = first; epoch <= options.Epochs && !IsOver(epoch); epoch++) TrainEpoch(training, validation, epoch);
    }

    private bool IsOver(int epoch) => options.Patience > 0 && state.BestEpoch >= 0 && epoch - state.BestEpoch > options.Patience;

    private void TrainEpoch(FeatureSet training, FeatureSet validation, int epoch)
    {
        var clock = Stopwatch.StartNew();
        var order = batches.Order(training, epoch);
        var stepsPerEpoch = (order.Length + options.BatchSize - 1) / options.BatchSize;
        var schedule = Schedule(stepsPerEpoch * options.Epochs);
        var rate = schedule.At((epoch - 1) * stepsPerEpoch);
        if (EstimatesStatistics) graph.RestartStatistics();
        double loss = 0, correct = 0;
        for (var start = 0; start < order.Length; start += options.BatchSize)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            var batch = order.AsSpan(start, Math.Min(options.BatchSize, order.Length - start));
            var step = state.Optimizer.Steps;
            batches.Fill(training, batch, step);
            state.Optimizer.BeginStep(schedule.At(step));
            loss += session.Step(batches.Inputs, batches.Targets, state.Optimizer, batches.DropoutSeed(step)) * batch.Length;
            state.Average?.Update(graph.Options.Kernels);
            correct += evaluator.CountCorrect(training, batch);
            var seen = start + batch.Length;
            run.Batches?.Report(new BatchRecord(epoch, seen, order.Length, loss / seen, correct / seen));
        }

        if (!double.IsFinite(loss)) throw new TrainingDivergedException(epoch, rate);
        // The averaged weights are evaluated and kept; training continues with the others.
        state.Average?.Exchange();
        if (EstimatesStatistics) EstimateStatistics(training, order);
        Finish(new EpochRecord(epoch, loss / order.Length, correct / order.Length, 0, 0, rate, 0), validation, clock);
    }

    private void Finish(EpochRecord epoch, FeatureSet validation, Stopwatch clock)
    {
        var answers = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var (loss, accuracy) = evaluator.Evaluate(validation, answers, run.Cancellation);
        var finished = epoch with { ValidationLoss = loss, ValidationAccuracy = accuracy, Seconds = clock.Elapsed.TotalSeconds };
        Finish(finished, answers);
        run.Kept?.Add(finished, state, answers);
        if (epoch.Epoch > 0) state.Average?.Exchange();
        if (run.Checkpoint is { } path) TrainingCheckpoint.Write(path, state);
        run.Progress?.Report(finished);
    }

    private void Finish(EpochRecord epoch, Dictionary<string, float[]> answers)
    {
        state.Finish(epoch);
        if (state.BestEpoch == epoch.Epoch) bestAnswers = answers;
    }

    private void EstimateStatistics(FeatureSet training, (int Sample, int View)[] order)
    {
        graph.RestartStatistics();
        foreach (var batch in order.Chunk(options.BatchSize).Take(StatisticsBatches))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            batches.Read(training, batch);
            session.UpdateStatistics(batches.Inputs, batches.DropoutSeed(state.Optimizer.Steps));
        }
    }

    private RateSchedule Schedule(int steps) => options.Schedule == LearningRateSchedule.Constant
        ? new ConstantRate(options.LearningRate)
        : new CosineRate(options.LearningRate, steps, (int)(steps * options.WarmUp));
}
