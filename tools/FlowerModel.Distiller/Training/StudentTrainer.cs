using System.Diagnostics;
using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Initialization;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Settings;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Numerics;
using FlowerModel.Training.Optimizers;

namespace FlowerModel.Distiller.Training;

/// <summary>Trains a student on lessons with AdamW: every view once per epoch, half of each batch mirrored along with the teacher's map.</summary>
internal sealed class StudentTrainer
{
    /// <summary>Name of the phase in the history file.</summary>
    public const string Phase = "distil";

    private const int StatisticsBatches = 20;
    private const int LastStatisticsBatches = 100;
    private const int MeasuringBatchSize = 64;
    private const int NarrowingImages = 1024;
    private const int ScaleRecords = 2048;
    private readonly LessonFile lessons;
    private readonly DistillationOptions options;
    private readonly KerasWeights teacher;
    private readonly TeacherTop? top;
    private readonly TrainingRun run;
    private readonly StudentBatches batches;
    private readonly int[] training;
    private readonly int[] validation;

    /// <summary>Prepares the training.</summary>
    /// <param name="lessons">The complete lessons of all images.</param>
    /// <param name="images">Number of images; one in 25 is used for validation, with its first four views.</param>
    /// <param name="options">Student, teacher and hyperparameters.</param>
    /// <param name="teacher">The teacher's weights, from which the student's initial weights are derived.</param>
    /// <param name="top">The teacher's top, whose predictions the student learns too; null if it has none.</param>
    /// <param name="run">Progress, checkpoint, threads, cancellation.</param>
    public StudentTrainer(LessonFile lessons, int images, DistillationOptions options, KerasWeights teacher, TeacherTop? top, TrainingRun run)
    {
        (this.lessons, this.options, this.teacher, this.top, this.run) = (lessons, options, teacher, top, run);
        batches = new StudentBatches(lessons, options, Capacity);
        var order = Enumerable.Range(0, images).ToArray();
        new RandomStream(options.Seed).Shuffle(order.AsSpan());
        var held = Math.Max(1, images / 25);
        validation = [.. order.Take(held).SelectMany(image => Views(image, Math.Min(4, options.Views)))];
        training = [.. order.Skip(held).SelectMany(image => Views(image, options.Views))];
    }

    private int StepsPerEpoch => training.Length / options.BatchSize;

    private int Capacity => Math.Max(options.BatchSize, MeasuringBatchSize);

    /// <summary>Trains from the checkpoint, or from the beginning if there is none.</summary>
    /// <exception cref="PipelineException">There are fewer views than a batch needs.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the checkpoint has the state after the last completed epoch.</exception>
    public DistillationResult Run()
    {
        if (StepsPerEpoch == 0)
        {
            throw new PipelineException(
                Codes.TooFewImages,
                $"There are {training.Length} views to train on, fewer than a batch of {options.BatchSize}. Add images, or lower --batch-size.");
        }

        var loss = DistillationLoss.Measure(lessons, Sample(ScaleRecords), top);
        var graph = TrainingGraph.Create(options.Student, 0, [], new GraphOptions { BatchSize = Capacity, BatchStatistics = true });
        using var session = new TrainingSession(graph, loss, run.Threads);
        var state = new TrainingState(graph, new TrainingOptions { WeightDecay = options.WeightDecay });
        if (run.Checkpoint is { } path && TrainingCheckpoint.TryRestore(path, state))
        {
            run.Continued?.Invoke(state.Epochs[^1].Epoch);
        }
        else
        {
            GraphWeights.Load(graph, options.Narrowed ? Narrowed() : InitialWeights.OfBase(options.Student, options.Seed));
            Finish(state, new EpochRecord(0, null, null, 0, 0, 0, 0), session, loss, Stopwatch.StartNew());
        }

        for (var epoch = state.Epochs[^1].Epoch + 1; epoch <= options.Epochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            var record = TrainEpoch(session, loss, state.Optimizer, epoch);
            MeasureStatistics(graph, session, epoch == options.Epochs ? LastStatisticsBatches : StatisticsBatches);
            Finish(state, record, session, loss, clock);
        }

        var weights = GraphWeights.OfBase(options.Student, GraphWeights.Save(graph));
        return new DistillationResult(weights, new TrainingHistory([.. state.Epochs], state.Epochs[^1].Epoch));
    }

    private KerasWeights Narrowed()
    {
        var features = new float[lessons.FeaturesLength];
        var images = Sample(NarrowingImages).Select(record =>
        {
            var image = new float[lessons.ImageLength];
            lessons.Read(record, image, features);
            return image;
        });
        return NarrowedTeacher.Create(teacher, options.Teacher, options.Student, [.. images], run.Cancellation);
    }

    private EpochRecord TrainEpoch(TrainingSession session, DistillationLoss loss, AdamOptimizer optimizer, int epoch)
    {
        var schedule = new CosineRate(options.LearningRate, options.Epochs * StepsPerEpoch, StepsPerEpoch / 2);
        var first = (epoch - 1) * StepsPerEpoch;
        var (lossSum, similaritySum) = (0.0, 0.0);
        foreach (var (index, records) in batches.Order(training, epoch).Chunk(options.BatchSize).Take(StepsPerEpoch).Index())
        {
            run.Cancellation.ThrowIfCancellationRequested();
            var step = first + index;
            batches.Fill(records, step, run.Cancellation);
            optimizer.BeginStep(schedule.At(step));
            lossSum += session.Step(batches.Images, batches.Targets, optimizer, seed: (ulong)step);
            similaritySum += Similarity(session, loss, records.Length) / records.Length;
            if (!double.IsFinite(lossSum)) throw new TrainingDivergedException(epoch, schedule.At(step));
        }

        return new EpochRecord(epoch, lossSum / StepsPerEpoch, similaritySum / StepsPerEpoch, 0, 0, schedule.At(first), 0);
    }

    /// <summary>Computes the figures on the validation images, in inference mode, and writes the checkpoint.</summary>
    private void Finish(TrainingState state, EpochRecord epoch, TrainingSession session, DistillationLoss loss, Stopwatch clock)
    {
        var (lossSum, similaritySum) = (0.0, 0.0);
        foreach (var records in validation.Chunk(MeasuringBatchSize))
        {
            batches.Read(records, run.Cancellation);
            session.Predict(batches.Images);
            for (var i = 0; i < records.Length; i++) lossSum += loss.Compute(Part(session.Outputs, i, records.Length), Target(i), 0, []);
            similaritySum += Similarity(session, loss, records.Length);
        }

        var finished = epoch with
        {
            ValidationLoss = lossSum / validation.Length,
            ValidationAccuracy = similaritySum / validation.Length,
            Seconds = clock.Elapsed.TotalSeconds,
        };
        state.Finish(finished);
        if (run.Checkpoint is { } path) TrainingCheckpoint.Write(path, state);
        run.Progress?.Report(finished);
    }

    /// <summary>
    /// Sets the statistics of BatchNorm to their mean over some batches. Statistics accumulated while the kernels changed lag so far behind that
    /// the network would look much worse than it is.
    /// </summary>
    private void MeasureStatistics(TrainingGraph graph, TrainingSession session, int count)
    {
        graph.RestartStatistics();
        foreach (var records in Sample(count * MeasuringBatchSize).Chunk(MeasuringBatchSize))
        {
            batches.Read(records, run.Cancellation);
            session.UpdateStatistics(batches.Images, seed: 0);
        }
    }

    private double Similarity(TrainingSession session, DistillationLoss loss, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += loss.SimilarityOf(Part(session.Outputs, i, count), Target(i));
        return sum;
    }

    private ReadOnlySpan<float> Target(int i) => batches.Targets.Slice(i * lessons.FeaturesLength, lessons.FeaturesLength);

    private static ReadOnlySpan<float> Part(ReadOnlySpan<float> outputs, int i, int count) =>
        outputs.Slice(i * (outputs.Length / count), outputs.Length / count);

    private int[] Sample(int count)
    {
        var order = training.ToArray();
        new RandomStream(options.Seed).Shuffle(order.AsSpan());
        return [.. order.Take(count)];
    }

    private IEnumerable<int> Views(int image, int count) => Enumerable.Range(image * options.Views, count);
}
