using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Inference.Plan;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Invalid and unsupported models are rejected with an explanation when they are loaded.</summary>
public class PlannerTests
{
    [Fact]
    public void An_unknown_operator_is_reported_with_its_tensor()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1, 4), builder.Float(1, 4));
        builder.Operator(BuiltinOperator.TransposeConv, null, [input], output);

        var error = Assert.Throws<UnsupportedModelException>(() => new Interpreter(builder.Build([input], [output])));

        Assert.IsType<NotSupportedException>(error, exactMatch: false);
        Assert.Contains("TransposeConv", error.Message);
        Assert.Contains("'t1'", error.Message);
    }

    [Fact]
    public void An_unsupported_fused_activation_is_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1, 4), builder.Float(1, 4));
        builder.Operator(BuiltinOperator.Add, new AddOptions(FusedActivation.SignBit), [input, input], output);

        var error = Assert.Throws<UnsupportedModelException>(() => new Interpreter(builder.Build([input], [output])));
        Assert.Contains("SignBit", error.Message);
    }

    public static TheoryData<string, int[], int[], Conv2DOptions> WrongConvolutions => new()
    {
        { "output too wide", [4, 3, 3, 2], [1, 5, 6, 4], new(Padding.Same, 1, 1, FusedActivation.None) },
        { "wrong channels out", [4, 3, 3, 2], [1, 5, 5, 3], new(Padding.Same, 1, 1, FusedActivation.None) },
        { "wrong channels in", [4, 3, 3, 3], [1, 5, 5, 4], new(Padding.Same, 1, 1, FusedActivation.None) },
        { "stride 0", [4, 3, 3, 2], [1, 5, 5, 4], new(Padding.Same, 0, 1, FusedActivation.None) },
        { "dilation 0", [4, 3, 3, 2], [1, 5, 5, 4], new(Padding.Same, 1, 1, FusedActivation.None, 0, 0) },
        { "negative stride", [4, 3, 3, 2], [1, 5, 5, 4], new(Padding.Same, -1, -1, FusedActivation.None) },
        { "kernel of rank 3", [4, 3, 6], [1, 5, 5, 4], new(Padding.Same, 1, 1, FusedActivation.None) },
        { "kernel larger than the image", [4, 9, 1, 2], [1, 5, 5, 4], new(Padding.Valid, 1, 1, FusedActivation.None) },
        { "batch", [4, 3, 3, 2], [2, 5, 5, 4], new(Padding.Same, 1, 1, FusedActivation.None) },
    };

    [Theory]
    [MemberData(nameof(WrongConvolutions))]
    public void Mismatched_shapes_are_rejected(string what, int[] kernel, int[] output, Conv2DOptions options)
    {
        var builder = new ModelBuilder();
        var input = builder.Float(1, 5, 5, 2);
        var weights = builder.Constant(new float[kernel.Aggregate(1, (product, side) => product * side)], kernel);
        var result = builder.Float(output);
        builder.Operator(BuiltinOperator.Conv2D, options, [input, weights, builder.Constant(new float[4], 4)], result);

        var error = Assert.Throws<TfliteFormatException>(() => new Interpreter(builder.Build([input], [result])));

        Assert.True(error.Message.Contains("Conv2D", StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    [Fact]
    public void Excessive_dilations_and_windows_are_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1, 5, 5, 2), builder.Float(1, 5, 5, 2));
        var pool = new Pool2DOptions(Padding.Same, 1, 1, int.MaxValue, int.MaxValue, FusedActivation.None);
        builder.Operator(BuiltinOperator.AveragePool2D, pool, [input], output);

        Assert.Throws<UnsupportedModelException>(() => new Interpreter(builder.Build([input], [output])));
    }

    [Fact]
    public void Reading_a_tensor_before_it_is_computed_is_rejected()
    {
        var builder = new ModelBuilder();
        var (input, never, output) = (builder.Float(4), builder.Float(4), builder.Float(4));
        builder.Operator(BuiltinOperator.Add, new AddOptions(FusedActivation.None), [input, never], output);

        var error = Assert.Throws<TfliteFormatException>(() => new Interpreter(builder.Build([input], [output])));
        Assert.Contains("before any operator", error.Message);
        Assert.Throws<TfliteFormatException>(() => new Interpreter(builder.Build([input], [never])));
    }

    [Fact]
    public void Writing_a_tensor_twice_or_writing_to_an_input_or_constant_is_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output, constant) = (builder.Float(4), builder.Float(4), builder.Constant(new float[4], 4));
        builder.Operator(BuiltinOperator.Relu, null, [input], output);
        builder.Operator(BuiltinOperator.Relu, null, [input], output);
        Assert.Throws<TfliteFormatException>(() => new Interpreter(builder.Build([input], [output])));

        foreach (var target in new[] { input, constant })
        {
            var other = new ModelBuilder();
            (_, _, _) = (other.Float(4), other.Float(4), other.Constant(new float[4], 4));
            other.Operator(BuiltinOperator.Relu, null, [0], target);
            Assert.Throws<TfliteFormatException>(() => new Interpreter(other.Build([0], [target])));
        }
    }

    [Fact]
    public void Nonexistent_tensors_are_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(4), builder.Float(4));
        builder.Operator(BuiltinOperator.Relu, null, [99], output);

        Assert.Throws<TfliteFormatException>(() => new Interpreter(builder.Build([input], [output])));
        Assert.Throws<TfliteFormatException>(() => new Interpreter(builder.Build([77], [output])));
    }

    [Fact]
    public void A_model_that_needs_too_much_memory_is_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1 << 28), builder.Float(1 << 28));
        builder.Operator(BuiltinOperator.Relu, null, [input], output);

        Assert.Contains("MB", Assert.Throws<UnsupportedModelException>(() => new Interpreter(builder.Build([input], [output]))).Message);
    }

    [Fact]
    public void Empty_tensors_are_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1 << 20, 0), builder.Float(1 << 20, 0));
        builder.Operator(BuiltinOperator.Relu, null, [input], output);

        Assert.Contains("empty", Assert.Throws<TfliteFormatException>(() => new Interpreter(builder.Build([input], [output]))).Message);
    }

    [Fact]
    public void Only_values_with_disjoint_lifetimes_share_memory()
    {
        var random = new Random(4);
        var values = Enumerable.Range(0, 30).Select(_ => Value.Scratch(random.Next(1, 500))).ToArray();
        var steps = Enumerable.Range(1, 29)
            .Select(i => new Step("step", [values[i - 1], values[random.Next(Math.Max(0, i - 4), i)]], [values[i]], _ => { }))
            .ToArray();

        var bytes = ArenaLayout.Assign(steps, [values[0]], [values[^1]]);

        Assert.True(bytes < values.Sum(value => value.ByteSize) / 2);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(0, values[i].Offset % 64);
            Assert.InRange(values[i].Offset + values[i].ByteSize, 1, bytes);
            var last = Array.FindLastIndex(steps, step => step.Reads.Contains(values[i])) + 1;
            for (var j = i + 1; j <= Math.Min(last, values.Length - 1); j++)
            {
                Assert.True(
                    values[i].Offset + values[i].ByteSize <= values[j].Offset || values[j].Offset + values[j].ByteSize <= values[i].Offset,
                    $"{i} and {j} overlap");
            }
        }
    }
}
