using FlowerModel.Training.Layers;
using FlowerModel.Training.Losses;
using FlowerModel.Training.Memory;
using FlowerModel.Training.Optimizers;
using FlowerModel.Runtime.Threading;

namespace FlowerModel.Training.Graphs;

/// <summary>
/// Runs a graph: steps of training, and predictions. The same inputs give the same bits with any number of threads. A step allocates nothing.
/// </summary>
internal sealed unsafe class TrainingSession : IDisposable
{
    private readonly TrainingGraph graph;
    private readonly TrainingLoss loss;
    private readonly WorkerTeam team;
    private readonly MicroBatchPlan plan;
    private readonly FloatBuffer[] arenas;
    private readonly FloatBuffer outputs; // [batch, outputs]
    private readonly FloatBuffer inputGradients; // [batch, input], where asked for
    private readonly double[] losses; // [batch]
    private readonly int targetLength; // of an image
    private readonly Action<int> prepare;
    private readonly Action<int> runPhase;
    private readonly Action<int> finish;
    private AdamOptimizer? optimizer;
    private Phase phase;
    private float* inputs;
    private float* targets;
    private int images;
    private int claimed;
    private ulong seed;
    private bool training;

    /// <param name="graph">What is run.</param>
    /// <param name="loss">What training makes small.</param>
    /// <param name="threads">Number of threads; at most <see cref="GradientSlots.Count"/> are used.</param>
    public TrainingSession(TrainingGraph graph, TrainingLoss loss, int threads)
    {
        (this.graph, this.loss) = (graph, loss);
        plan = new MicroBatchPlan(graph);
        var options = graph.Options;
        team = new WorkerTeam(Math.Min(threads, Math.Min(GradientSlots.Count, options.MicroBatches)));
        arenas = new FloatBuffer[plan.IsWholeBatch ? options.MicroBatches : team.Threads];
        for (var i = 0; i < arenas.Length; i++) arenas[i] = new FloatBuffer(graph.ArenaLength);
        outputs = new FloatBuffer(options.BatchSize * graph.Output.Size);
        inputGradients = new FloatBuffer(graph.Input.NeedsGradient ? options.BatchSize * graph.Input.Size : 0);
        losses = new double[options.BatchSize];
        targetLength = loss.TargetLength(graph.Output.Size);
        (prepare, runPhase, finish) = (Prepare, RunPhase, Finish);
    }

    /// <summary>Outputs of the last step or prediction, [images, outputs].</summary>
    public ReadOnlySpan<float> Outputs => outputs.Span[..(images * graph.Output.Size)];

    /// <summary>Gradient of the last step's inputs, where the graph computes it.</summary>
    public ReadOnlySpan<float> InputGradients => inputGradients.Span[..(images * graph.Input.Size)];

    /// <summary>Floats that activations and gradients of them occupy.</summary>
    public long ArenaFloats => arenas.Sum(arena => (long)arena.Length);

    /// <summary>One step: loss, gradients, and the change of the weights.</summary>
    /// <param name="inputs">[images, height, width, channels] of <see cref="TrainingGraph.Input"/>.</param>
    /// <param name="targets">[images, targets], see <see cref="TrainingLoss.TargetLength"/>.</param>
    /// <param name="optimizer">Changes the weights, after its <see cref="AdamOptimizer.BeginStep"/>; null: gradients only.</param>
    /// <param name="seed">Seed of dropout, another one in each step.</param>
    /// <returns>Mean loss of the images.</returns>
    public double Step(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, AdamOptimizer? optimizer, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((long)targets.Length * graph.Input.Size, (long)inputs.Length * targetLength, nameof(targets));
        (this.optimizer, this.seed) = (optimizer, seed);
        fixed (float* x = inputs, t = targets) Run(x, inputs.Length, t, plan.Training, isTraining: true);
        Hand(finish);
        var total = 0.0;
        for (var i = 0; i < images; i++) total += losses[i];
        return total / images;
    }

    /// <summary>Runs forward alone, without dropout and with moving averages; the result is in <see cref="Outputs"/>.</summary>
    /// <param name="inputs">As in a step.</param>
    public void Predict(ReadOnlySpan<float> inputs)
    {
        fixed (float* x = inputs) Run(x, inputs.Length, null, plan.Prediction, isTraining: false);
    }

    /// <summary>Updates the moving averages with the statistics of a batch, without training; nothing happens where no layer uses them.</summary>
    /// <param name="inputs">As in a step.</param>
    /// <param name="seed">As in a step.</param>
    public void UpdateStatistics(ReadOnlySpan<float> inputs, ulong seed)
    {
        this.seed = seed;
        fixed (float* x = inputs) Run(x, inputs.Length, null, plan.Statistics, isTraining: true);
    }

    /// <inheritdoc/>
    public void Dispose() => team.Stop();

    private int MicroBatches => (images + graph.Options.MicroBatchSize - 1) / graph.Options.MicroBatchSize;

    private int Slots => Math.Min(GradientSlots.Count, MicroBatches);

    private void Run(float* x, int length, float* t, IReadOnlyList<Phase> phases, bool isTraining)
    {
        images = length / graph.Input.Size;
        ArgumentOutOfRangeException.ThrowIfNotEqual(length, images * graph.Input.Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(images, graph.Options.BatchSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        inputs = x;
        targets = t;
        training = isTraining;
        Hand(prepare);
        for (var i = 0; i < phases.Count; i++)
        {
            phase = phases[i];
            Hand(runPhase);
            if (phase.GathersForward) graph.Layers[phase.ForwardTo].Combine(MicroBatches, images);
            if (phase.GathersBackward) graph.Layers[phase.BackwardTo].CombineGradients(MicroBatches, images);
        }
    }

    private void Hand(Action<int> work)
    {
        claimed = -1;
        team.Run(work, team.Threads);
    }

    /// <summary>Threads take pieces one by one; who takes which changes nothing.</summary>
    private bool Claim(int count, out int piece) => (piece = Interlocked.Increment(ref claimed)) < count;

    /// <summary>The last layers come first: they have the most weights, and a large piece at the end would leave the other threads without work.</summary>
    private bool ClaimLayer(out int layer)
    {
        var claim = Claim(graph.Layers.Count, out var piece);
        layer = graph.Layers.Count - 1 - piece;
        return claim;
    }

    private void Prepare(int thread)
    {
        while (ClaimLayer(out var layer)) graph.Layers[layer].Prepare();
    }

    private void RunPhase(int thread)
    {
        while (Claim(Slots, out var slot))
        {
            for (var index = slot; index < MicroBatches; index += GradientSlots.Count)
            {
                var first = index * graph.Options.MicroBatchSize;
                var batch = new MicroBatch
                {
                    Arena = arenas[plan.IsWholeBatch ? index : thread].Pointer,
                    Images = Math.Min(graph.Options.MicroBatchSize, images - first),
                    Index = index,
                    FirstImage = first,
                    Slot = slot,
                    Training = training,
                    Seed = seed,
                };
                RunMicroBatch(batch);
            }
        }
    }

    private void RunMicroBatch(in MicroBatch batch)
    {
        var inputLength = batch.Images * graph.Input.Size;
        if (phase.ForwardFrom == 0)
            new ReadOnlySpan<float>(inputs + ((nint)batch.FirstImage * graph.Input.Size), inputLength).CopyTo(new Span<float>(batch.Value(graph.Input), inputLength));
        for (var i = phase.ForwardFrom; i < phase.ForwardTo; i++) graph.Layers[i].Forward(batch);
        if (phase.GathersForward) graph.Layers[phase.ForwardTo].Gather(batch);
        if (phase.EndsForward)
        {
            var length = batch.Images * graph.Output.Size;
            new ReadOnlySpan<float>(batch.Value(graph.Output), length).CopyTo(outputs.Span[(batch.FirstImage * graph.Output.Size)..]);
            if (training) ComputeLoss(batch);
        }

        for (var i = phase.BackwardFrom; i > phase.BackwardTo; i--)
        {
            if (graph.Layers[i].Output.NeedsGradient) graph.Layers[i].Backward(batch);
        }

        if (phase.GathersBackward) graph.Layers[phase.BackwardTo].GatherGradients(batch);
        if (phase is { BackwardFrom: >= 0, BackwardTo: < 0 } && graph.Input.NeedsGradient)
            new ReadOnlySpan<float>(batch.Gradient(graph.Input), inputLength).CopyTo(inputGradients.Span[(batch.FirstImage * graph.Input.Size)..]);
    }

    private void ComputeLoss(in MicroBatch batch)
    {
        var size = graph.Output.Size;
        float* y = batch.Value(graph.Output), gradient = batch.Gradient(graph.Output);
        for (var i = 0; i < batch.Images; i++)
        {
            var image = batch.FirstImage + i;
            losses[image] = loss.Compute(y + (i * size), targets + ((nint)image * targetLength), size, 1.0 / images, gradient + (i * size));
        }

        if (!graph.Output.Clamp.IsActive) return;
        for (var i = 0; i < batch.Images * size; i++) gradient[i] = graph.Output.Clamp.Undo(gradient[i], y[i]);
    }

    private void Finish(int thread)
    {
        while (ClaimLayer(out var index))
        {
            var layer = graph.Layers[index];
            if (!layer.Output.NeedsGradient) continue;
            layer.Finish(Slots);
            if (optimizer is null) continue;
            for (var i = 0; i < layer.Weights.Count; i++) optimizer.Update(layer.Weights[i], graph.Options.Kernels);
        }
    }
}
