using FlowerModel.Networks.Layers;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Numerics;
using static TorchSharp.torch;

namespace FlowerModel.Training.Tests.Judge;

/// <summary>Random weights, inputs and targets for some layers, run here and by the judge.</summary>
internal sealed class Trial
{
    private readonly IReadOnlyList<Layer> layers;
    private readonly FeatureShape input;
    private readonly GraphOptions options;
    private readonly int images;

    public Trial(IReadOnlyList<Layer> layers, FeatureShape input, int images, GraphOptions options, ulong seed = 1)
    {
        (this.layers, this.input, this.images, this.options) = (layers, input, images, options with { InputGradient = true });
        Graph = TrainingGraph.Create(layers, "input", input, this.options);
        var random = new RandomStream(seed);
        foreach (var weight in Graph.Weights)
        {
            var (low, high) = weight.Name switch
            {
                "gamma" or "moving_variance" => (0.5, 1.5),
                "kernel" => (-2 / Math.Sqrt(weight.Shape.SkipLast(1).Aggregate(1, (a, b) => a * b)), 2 / Math.Sqrt(weight.Shape.SkipLast(1).Aggregate(1, (a, b) => a * b))),
                _ => (-0.5, 0.5),
            };
            random.Fill(weight.Values.Span, low, high);
        }

        Inputs = new float[images * Graph.Input.Size];
        random.Fill(Inputs, -3, 3);
        Targets = new float[images * Graph.Output.Size];
        random.Fill(Targets, -1, 1);
    }

    public TrainingGraph Graph { get; }

    public float[] Inputs { get; }

    public float[] Targets { get; }

    /// <summary>Outputs, input gradient, then the gradients of all trained weights, as floats one after another by name.</summary>
    public Dictionary<string, float[]> Run(int threads = 2)
    {
        using var session = new TrainingSession(Graph, new DotLoss(), threads);
        session.Step(Inputs, Targets, null, seed: 5);
        var results = new Dictionary<string, float[]> { ["output"] = session.Outputs.ToArray(), ["input"] = session.InputGradients.ToArray() };
        foreach (var weight in Graph.Weights)
            results.Add($"{weight.Layer}/{weight.Name}", (weight.IsTrained ? weight.Gradient : weight.Values).Span.ToArray());
        return results;
    }

    /// <summary>Compares with the judge: differences relative to a tensor's greatest element.</summary>
    public void AssertAgrees(double tolerance = 2e-5)
    {
        using var scope = NewDisposeScope();
        using var judge = new TorchJudge(layers, "input", input, Graph);
        var actual = Run();
        using var x = tensor(Inputs).to(float64).requires_grad_();
        var y = judge.Forward(x);
        (y * tensor(Targets).to(float64).reshape(images, -1)).sum().div(images).backward();
        AssertClose("output", y, actual["output"], tolerance);
        AssertClose("input", x.grad!, actual["input"], tolerance);
        foreach (var (name, weight) in judge.Weights)
            AssertClose(name, weight.requires_grad ? weight.grad! : weight, actual[name], tolerance);
    }

    private static void AssertClose(string name, Tensor expected, float[] actual, double tolerance)
    {
        var values = expected.contiguous().to(float64).data<double>().ToArray();
        Assert.Equal(values.Length, actual.Length);
        var scale = values.Max(Math.Abs) + 1e-6;
        var worst = values.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / scale;
        Assert.True(worst < tolerance, $"{name}: {worst:E2} of {scale:E2}");
    }
}
