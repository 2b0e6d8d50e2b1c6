using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Testing;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Kernels;
using FlowerModel.Training.Kernels.Reference;
using FlowerModel.Training.Kernels.Vectorized;
using FlowerModel.Training.Losses;
using FlowerModel.Training.Numerics;
using FlowerModel.Training.Optimizers;
using FlowerModel.Training.Tests.Judge;
using static TorchSharp.torch;

namespace FlowerModel.Training.Tests.Graphs;

/// <summary>The top of MobileNetV2 0.35 at 96 pixels with a linear head: random weights and activations, a few steps.</summary>
[Collection(JudgedTests.Name)]
public sealed class FineTuningTests
{
    private const int Classes = 5;
    private const int Images = 10;
    private const int Steps = 20;
    private const double Rate = 1e-4;
    private const double Decay = 0.01;
    private static readonly SizedNetwork Network = NetworkCatalog.OfKey("mobileNetV2").At(0.35, 96);
    private static readonly int Boundary = Network.Network.FindLayer("block_11_expand")!.Block;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_width_and_number_of_threads_gives_the_same_bits(bool batchStatistics)
    {
        float[] expected = Train(Create(batchStatistics, new ScalarTrainingKernels()), threads: 1, steps: 2);
        foreach (var kernels in VectorWidths.Available)
        {
            foreach (var threads in new[] { 1, 2, 3, 8 }) Assert.Equal(expected, Train(Create(batchStatistics, kernels), threads, steps: 2));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_allocates_nothing(bool batchStatistics)
    {
        var graph = Create(batchStatistics, VectorWidths.Widest);
        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), threads: 1);
        var optimizer = new AdamOptimizer(graph.Weights);
        var (inputs, targets) = Data();
        void Step()
        {
            optimizer.BeginStep(Rate);
            session.Step(inputs, targets, optimizer, seed: 1);
        }

        Assert.Equal(0, Allocations.Of(Step, calls: 5));
    }

    /// <summary>Central differences of the judge's forward pass in double precision, which its own gradients have no part in.</summary>
    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        var graph = Create(batchStatistics: false, VectorWidths.Widest);
        using var scope = NewDisposeScope();
        using var judge = new TorchJudge(Layers(), Network.Network.BoundaryLayer(Boundary).Name, Network.BoundaryShape(Boundary), graph);
        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), threads: 2);
        var (inputs, targets) = Data();
        var loss = session.Step(inputs, targets, null, seed: 1);
        using var _ = no_grad();
        var x = tensor(inputs).to(float64);
        var t = tensor(targets).to(float64).reshape(Images, Classes);
        double Loss() => -(nn.functional.log_softmax(judge.Forward(x), 1) * t).sum(1).mean().item<double>();
        Assert.Equal(Loss(), loss, 1e-5);

        var random = new RandomStream(4);
        foreach (var weight in graph.Weights.Where(weight => weight.IsTrained))
        {
            var values = judge.Weights[$"{weight.Layer}/{weight.Name}"].reshape(-1);
            var scale = 0f;
            foreach (var gradient in weight.Gradient.Span) scale = Math.Max(scale, Math.Abs(gradient));
            for (var i = 0; i < 2; i++)
            {
                const double Step = 1e-6;
                var place = random.Below(weight.Values.Length);
                var old = values[place].item<double>();
                values[place] = tensor(old + Step, float64);
                var up = Loss();
                values[place] = tensor(old - Step, float64);
                var down = Loss();
                values[place] = tensor(old, float64);
                Assert.Equal((up - down) / (2 * Step), weight.Gradient.Span[place], 1e-3 * scale);
            }
        }
    }

    [Fact]
    public void Frozen_layers_stay_as_they_are()
    {
        var from = Network.Network.FindLayer("block_13_expand")!.Index;
        var graph = Create(batchStatistics: true, VectorWidths.Widest, from);
        var before = graph.Weights.Select(weight => weight.Values.Span.ToArray()).ToArray();
        Train(graph, threads: 2, steps: 1);
        foreach (var (weight, old) in graph.Weights.Zip(before))
        {
            var layer = Network.Layers.FirstOrDefault(layer => layer.Name == weight.Layer);
            Assert.Equal(layer is not null && layer.Index < from, old.AsSpan().SequenceEqual(weight.Values.Span));
        }
    }

    [Fact]
    public void Predictions_are_those_of_the_trained_part_without_dropout()
    {
        var graph = Create(batchStatistics: true, VectorWidths.Widest, dropout: 0.5);
        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), threads: 2);
        var (inputs, targets) = Data();
        session.Predict(inputs);
        var first = session.Outputs.ToArray();
        session.Step(inputs, targets, null, seed: 1);
        Assert.NotEqual(first, session.Outputs.ToArray());
        foreach (var weight in graph.Weights.Where(weight => weight.Name is "moving_mean" or "moving_variance"))
            weight.Values.Span.Fill(weight.Name == "moving_mean" ? 0.1f : 1.1f);
        session.Predict(inputs);
        var second = session.Outputs.ToArray();
        var inference = Create(batchStatistics: false, VectorWidths.Widest, dropout: 0.5);
        foreach (var weight in graph.Weights) weight.Values.Span.CopyTo(inference.Weight(weight.Layer, weight.Name).Values.Span);
        using var other = new TrainingSession(inference, new SoftmaxCrossEntropy(), threads: 1);
        other.Predict(inputs);
        Assert.All(second.Zip(other.Outputs.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * (1 + Math.Abs(pair.First))));
    }

    private static List<Layer> Layers() =>
    [
        .. Network.Layers.Where(layer => layer.Block >= Boundary),
        .. HeadLists.Linear(Network.Layers[^1].Name, Classes, 0),
    ];

    private static TrainingGraph Create(bool batchStatistics, TrainingKernels kernels, int from = 0, double dropout = 0)
    {
        var options = new GraphOptions { BatchSize = Images, BatchStatistics = batchStatistics, Kernels = kernels, TrainFrom = from };
        var graph = TrainingGraph.Create(Network, Boundary, HeadLists.Linear(Network.Layers[^1].Name, Classes, dropout), options);
        var random = new RandomStream(11);
        foreach (var weight in graph.Weights)
        {
            var fan = weight.Name == "depthwise_kernel" ? 9 : weight.Values.Length / weight.Shape[^1];
            var limit = Math.Sqrt(6.0 / fan);
            if (weight.Name.EndsWith("kernel", StringComparison.Ordinal)) random.Fill(weight.Values.Span, -limit, limit);
            else if (weight.Name is "gamma" or "moving_variance") random.Fill(weight.Values.Span, 0.8, 1.2);
            else random.Fill(weight.Values.Span, -0.2, 0.4);
        }

        return graph;
    }

    private static (float[] Inputs, float[] Targets) Data()
    {
        var random = new RandomStream(12);
        var shape = Network.BoundaryShape(Boundary);
        var inputs = new float[Images * shape.Height * shape.Width * shape.Channels];
        random.Fill(inputs, -2, 2);
        var targets = new float[Images * Classes];
        for (var i = 0; i < Images; i++) SoftmaxCrossEntropy.FillTargets(random.Below(Classes), 0.1, targets.AsSpan(i * Classes, Classes));
        return (inputs, targets);
    }

    /// <summary>Trains, and returns all weights.</summary>
    private static float[] Train(TrainingGraph graph, int threads, int steps = Steps)
    {
        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), threads);
        var optimizer = new AdamOptimizer(graph.Weights, Decay);
        var (inputs, targets) = Data();
        for (var step = 0; step < steps; step++)
        {
            optimizer.BeginStep(Rate);
            session.Step(inputs, targets, optimizer, (ulong)step);
        }

        return [.. graph.Weights.SelectMany(weight => weight.Values.Span.ToArray())];
    }
}
