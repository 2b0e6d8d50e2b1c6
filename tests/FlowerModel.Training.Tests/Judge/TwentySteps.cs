using FlowerModel.Networks.Layers;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Losses;
using FlowerModel.Training.Numerics;
using FlowerModel.Training.Optimizers;
using static TorchSharp.torch;

namespace FlowerModel.Training.Tests.Judge;

/// <summary>Twenty steps of AdamW on one batch of random inputs, here in float32 and by the judge in double precision.</summary>
/// <param name="layers">The layers.</param>
/// <param name="input">Name of their input.</param>
/// <param name="shape">Its shape for one image.</param>
/// <param name="options">What is trained; the batch size is the number of images.</param>
/// <param name="classes">Number of outputs.</param>
internal sealed class TwentySteps(IReadOnlyList<Layer> layers, string input, FeatureShape shape, GraphOptions options, int classes)
{
    private const int Steps = 20;
    private const double Rate = 1e-4;
    private const double Decay = 0.01;

    /// <summary>Compares all weights afterward.</summary>
    /// <param name="tolerance">Greatest distance between the two, relative to the norm of the weight.</param>
    public void AssertAgree(double tolerance)
    {
        var graph = Create();
        using var scope = NewDisposeScope();
        using var judge = new TorchJudge(layers, input, shape, graph);
        Train(graph);
        Train(judge);
        foreach (var (name, weight) in judge.Weights)
        {
            var expected = weight.detach().contiguous().data<double>().ToArray();
            var slash = name.LastIndexOf('/');
            var actual = graph.Weight(name[..slash], name[(slash + 1)..]).Values.Span.ToArray();
            var norm = Math.Sqrt(expected.Sum(value => value * value));
            var difference = Math.Sqrt(expected.Zip(actual, (a, b) => (a - b) * (a - b)).Sum());
            Assert.True(difference <= tolerance * norm, $"{name}: {difference / norm:E2}");
        }
    }

    private TrainingGraph Create()
    {
        var graph = TrainingGraph.Create(layers, input, shape, options);
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

    private (float[] Inputs, float[] Targets) Data()
    {
        var random = new RandomStream(12);
        var inputs = new float[options.BatchSize * shape.Height * shape.Width * shape.Channels];
        random.Fill(inputs, -2, 2);
        var targets = new float[options.BatchSize * classes];
        for (var i = 0; i < options.BatchSize; i++) SoftmaxCrossEntropy.FillTargets(random.Below(classes), 0.1, targets.AsSpan(i * classes, classes));
        return (inputs, targets);
    }

    private void Train(TrainingGraph graph)
    {
        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), threads: 2);
        var optimizer = new AdamOptimizer(graph.Weights, Decay);
        var (inputs, targets) = Data();
        for (var step = 0; step < Steps; step++)
        {
            optimizer.BeginStep(Rate);
            session.Step(inputs, targets, optimizer, (ulong)step);
        }
    }

    private void Train(TorchJudge judge)
    {
        var (inputs, targets) = Data();
        var moments = judge.Weights.Where(weight => weight.Value.requires_grad)
            .ToDictionary(weight => weight.Key, weight => (First: zeros_like(weight.Value), Second: zeros_like(weight.Value)));
        for (var step = 1; step <= Steps; step++)
        {
            using var scope = NewDisposeScope(); // Else all intermediate results would stay in memory.
            var logits = judge.Forward(tensor(inputs).to(float64));
            foreach (var name in moments.Keys) judge.Weights[name].grad?.zero_();
            (-(nn.functional.log_softmax(logits, 1) * tensor(targets).to(float64).reshape(options.BatchSize, classes)).sum(1).mean()).backward();
            using var _ = no_grad();
            foreach (var (name, (first, second)) in moments)
            {
                // Keras' Adam: epsilon is added to the uncorrected root.
                var gradient = judge.Weights[name].grad!;
                first.mul_(0.9).add_(gradient * 0.1);
                second.mul_(0.999).add_(gradient * gradient * 0.001);
                var alpha = Rate * Math.Sqrt(1 - Math.Pow(0.999, step)) / (1 - Math.Pow(0.9, step));
                judge.Weights[name].mul_(1 - (Rate * Decay)).sub_(first * alpha / (second.sqrt() + 1e-7));
            }
        }
    }
}
