using System.Diagnostics;
using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Initialization;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Settings;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Numerics;
using TorchSharp.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Training;

/// <summary>Trains a student on lessons with AdamW: every view once per epoch, half of each batch mirrored along with the teacher's map.</summary>
internal sealed class StudentTrainer
{
    /// <summary>Name of the phase in the history file.</summary>
    public const string Phase = "distil";

    private const int StatisticsBatches = 20;
    private const int LastStatisticsBatches = 100;
    private const int MeasuringBatchSize = 64;
    private const int NarrowingBatches = 16;
    private readonly LessonFile lessons;
    private readonly DistillationOptions options;
    private readonly KerasWeights teacher;
    private readonly TeacherTop? top;
    private readonly Checkpoint checkpoint;
    private readonly int[] training;
    private readonly int[] validation;

    /// <summary>Prepares the training.</summary>
    /// <param name="lessons">The complete lessons of all images.</param>
    /// <param name="images">Number of images; one in 25 is used for validation, with its first four views.</param>
    /// <param name="options">Student, teacher and hyperparameters.</param>
    /// <param name="teacher">The teacher's weights, from which the student's initial weights are derived.</param>
    /// <param name="top">The teacher's top, whose predictions the student learns too; null if it has none.</param>
    /// <param name="checkpoint">Receives the state after each epoch.</param>
    public StudentTrainer(LessonFile lessons, int images, DistillationOptions options, KerasWeights teacher, TeacherTop? top, Checkpoint checkpoint)
    {
        (this.lessons, this.options, this.teacher, this.top, this.checkpoint) = (lessons, options, teacher, top, checkpoint);
        var order = Enumerable.Range(0, images).ToArray();
        new RandomStream(options.Seed).Shuffle(order.AsSpan());
        var held = Math.Max(1, images / 25);
        validation = [.. order.Take(held).SelectMany(image => Views(image, Math.Min(4, options.Views)))];
        training = [.. order.Skip(held).SelectMany(image => Views(image, options.Views))];
    }

    private int StepsPerEpoch => training.Length / options.BatchSize;

    /// <summary>Trains from the last checkpoint, or from the beginning if there is none.</summary>
    /// <param name="progress">Receives the figures of each epoch.</param>
    /// <param name="cancellation">Stops between two steps; completed epochs stay in the checkpoint.</param>
    /// <exception cref="PipelineException">There are fewer views than a batch needs.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public DistillationResult Run(IProgress<EpochRecord> progress, CancellationToken cancellation)
    {
        if (StepsPerEpoch == 0)
        {
            throw new PipelineException(
                Codes.TooFewImages,
                $"There are {training.Length} views to train on, fewer than a batch of {options.BatchSize}. Add images, or lower --batch-size.");
        }

        using var loss = DistillationLoss.Measure(lessons, Sample(2048), top);
        using var student = Start();
        var parameters = student.Unfreeze(student.Description.Layers[0], BatchNormMode.Training);
        using var optimizer = optim.AdamW(parameters, options.LearningRate, weight_decay: options.WeightDecay);
        var history = new List<EpochRecord>();
        if (checkpoint.Epoch > 0)
        {
            checkpoint.ReadOptimizer(optimizer);
            history.AddRange(checkpoint.ReadHistory());
        }
        else
        {
            var (start, similarity) = Evaluate(student, loss, cancellation);
            history.Add(new EpochRecord(0, null, null, start, similarity, 0, 0));
            progress.Report(history[0]);
        }

        for (var epoch = history[^1].Epoch + 1; epoch <= options.Epochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            var rate = Rate((epoch - 1) * StepsPerEpoch);
            var (trainingLoss, trainingSimilarity) = TrainEpoch(student, loss, optimizer, epoch, cancellation);
            MeasureStatistics(student, epoch == options.Epochs ? LastStatisticsBatches : StatisticsBatches, cancellation);
            var (validationLoss, validationSimilarity) = Evaluate(student, loss, cancellation);
            history.Add(new EpochRecord(epoch, trainingLoss, trainingSimilarity, validationLoss, validationSimilarity, rate, clock.Elapsed.TotalSeconds));
            progress.Report(history[^1]);
            checkpoint.Write(student.ToKerasWeights(), optimizer, new TrainingHistory(history, epoch));
        }

        return new DistillationResult(student.ToKerasWeights(), new TrainingHistory(history, history[^1].Epoch));
    }

    private TorchNetwork Start()
    {
        if (checkpoint.Epoch > 0) return TorchNetwork.Load(options.Student, checkpoint.ReadWeights());
        if (!options.Narrowed) return TorchNetwork.Create(options.Student, options.Seed);
        return TorchNetwork.Load(options.Student, Narrowed());
    }

    private KerasWeights Narrowed()
    {
        using var scope = NewDisposeScope();
        Tensor[] images = [.. Sample(NarrowingBatches * MeasuringBatchSize).Chunk(MeasuringBatchSize).Select(records => lessons.Read(records).Images)];
        return NarrowedTeacher.Create(teacher, options.Teacher, options.Student, images);
    }

    private (double Loss, double Similarity) TrainEpoch(
        TorchNetwork student, DistillationLoss loss, AdamW optimizer, int epoch, CancellationToken cancellation)
    {
        student.train();
        var order = training.ToArray();
        var random = new RandomStream(options.Seed + (ulong)epoch);
        random.Shuffle(order.AsSpan());
        var (lossSum, similaritySum) = (0.0, 0.0);
        for (var step = 0; step < StepsPerEpoch; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups) group.LearningRate = Rate(((epoch - 1) * StepsPerEpoch) + step);
            var (images, maps, pooled) = lessons.Read(order.AsSpan(step * options.BatchSize, options.BatchSize));
            var share = options.Mixup > 0 ? (float)random.Beta(options.Mixup) : 1;
            var (value, similarity) = loss.Of(
                student.forward(BatchAugmentation.Mixed(BatchAugmentation.HalfMirrored(images), share)),
                BatchAugmentation.Mixed(BatchAugmentation.HalfMirrored(maps), share),
                BatchAugmentation.Mixed(pooled, share));
            optimizer.zero_grad();
            value.backward();
            optimizer.step();
            lossSum += value.item<float>();
            similaritySum += similarity.item<float>();
            if (!double.IsFinite(lossSum)) throw new TrainingDivergedException(epoch, optimizer.ParamGroups.First().LearningRate);
        }

        return (lossSum / StepsPerEpoch, similaritySum / StepsPerEpoch);
    }

    /// <summary>Loss and similarity on the validation images, in inference mode.</summary>
    private (double Loss, double Similarity) Evaluate(TorchNetwork student, DistillationLoss loss, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        student.eval();
        var (lossSum, similaritySum) = (0.0, 0.0);
        foreach (var records in validation.Chunk(MeasuringBatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (images, maps, pooled) = lessons.Read(records);
            var (value, similarity) = loss.Of(student.forward(images), maps, pooled);
            lossSum += value.item<float>() * records.Length;
            similaritySum += similarity.item<float>() * records.Length;
        }

        return (lossSum / validation.Length, similaritySum / validation.Length);
    }

    /// <summary>
    /// Sets the statistics of BatchNorm to their plain mean over some batches; with a rate of 1/n at batch n, a moving average is just that.
    /// Statistics accumulated while the kernels changed lag so far behind that the network would look much worse than it is.
    /// </summary>
    private void MeasureStatistics(TorchNetwork student, int batches, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        student.train();
        var batch = 0;
        foreach (var records in Sample(batches * MeasuringBatchSize).Chunk(MeasuringBatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            student.Unfreeze(student.Description.Layers[0], BatchNormMode.Training, 1 - (1.0 / ++batch));
            student.forward(lessons.Read(records).Images);
        }

        student.eval();
    }

    private double Rate(int step)
    {
        var warmUp = StepsPerEpoch / 2.0;
        var fall = 0.5 * (1 + Math.Cos(Math.PI * step / (options.Epochs * StepsPerEpoch)));
        return options.LearningRate * fall * Math.Min(1, (step + 1) / warmUp);
    }

    private int[] Sample(int count)
    {
        var order = training.ToArray();
        new RandomStream(options.Seed).Shuffle(order.AsSpan());
        return [.. order.Take(count)];
    }

    private IEnumerable<int> Views(int image, int count) => Enumerable.Range(image * options.Views, count);
}
