using System.Text;

namespace FlowerModel.Tflite.Tests;

/// <summary>Operator versions and the release that they need, against files written by Google's converters and the rules of TensorFlow.</summary>
public sealed class VersionTests
{
    private static readonly Quantization PerTensor = new(0.5f, 0);
    private static readonly Quantization PerChannel = new([0.5f, 0.25f, 0.125f], [0, 0, 0], 0);

    public static TheoryData<string> Files => ReferenceModelTests.Files;

    [Theory, MemberData(nameof(Files))]
    public void The_rules_yield_the_versions_that_the_converter_wrote(string name)
    {
        // The converter assigns to all operators of one kind the highest version that any of them needs.
        var model = ModelReader.Read(ReferenceModelTests.Load(name));
        foreach (var kind in model.Main.Operators.GroupBy(op => op.Code))
        {
            Assert.Equal(kind.First().Version, kind.Max(op => OperatorVersions.Needed(op, model.Main.Tensors)));
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void The_release_is_the_one_that_the_converter_wrote(string name)
    {
        var model = ModelReader.Read(ReferenceModelTests.Load(name));
        var written = Encoding.ASCII.GetString(model.FindMetadata(MetadataEntry.MinRuntimeVersion)!.Value.Span).TrimEnd('\0');

        Assert.Equal(written, MinRuntimeVersion.Of(model));
        Assert.Equal(written, MinRuntimeVersion.Of(MinRuntimeVersion.Stamp(model)));
    }

    [Theory]
    [InlineData(TensorType.Float32, TensorType.Float32, 1)]
    [InlineData(TensorType.UInt8, TensorType.UInt8, 1)]
    [InlineData(TensorType.Int8, TensorType.Int8, 3)]
    [InlineData(TensorType.Float32, TensorType.Int8, 5)]
    [InlineData(TensorType.Int8, TensorType.Int4, 7)]
    public void The_version_of_a_convolution_depends_on_its_types(TensorType activation, TensorType kernel, int version)
    {
        var op = new Operator
        {
            Code = BuiltinOperator.Conv2D,
            Inputs = [0, 1, 2],
            Outputs = [3],
            Options = new Conv2DOptions(Padding.Same, 1, 1, FusedActivation.None),
        };

        Assert.Equal(version, OperatorVersions.Needed(op, Layer(activation, kernel, [3, 1, 1, 2], PerChannel)));
    }

    [Theory]
    [InlineData(TensorType.Float32, TensorType.Float32, false, true, 1)]
    [InlineData(TensorType.Int8, TensorType.Int8, true, true, 4)]
    [InlineData(TensorType.Int8, TensorType.Int8, false, false, 6)]
    [InlineData(TensorType.Float32, TensorType.Int8, false, true, 9)]
    [InlineData(TensorType.Float32, TensorType.Int8, true, true, 12)]
    public void The_version_of_a_fully_connected_layer_depends_on_types_scales_and_bias(
        TensorType activation, TensorType kernel, bool perChannel, bool hasBias, int version)
    {
        var op = new Operator
        {
            Code = BuiltinOperator.FullyConnected,
            Inputs = hasBias ? [0, 1, 2] : [0, 1],
            Outputs = [3],
            Options = new FullyConnectedOptions(FusedActivation.None, 0, false, AsymmetricQuantizeInputs: true),
        };

        Assert.Equal(version, OperatorVersions.Needed(op, Layer(activation, kernel, [3, 2], perChannel ? PerChannel : PerTensor)));
    }

    [Theory]
    [InlineData(BuiltinOperator.Add, TensorType.Float32, 1, "1.5.0")]
    [InlineData(BuiltinOperator.Add, TensorType.Int8, 2, "1.14.0")]
    [InlineData(BuiltinOperator.Mean, TensorType.Float32, 1, "1.6.0")]
    [InlineData(BuiltinOperator.Mean, TensorType.Int8, 2, "1.14.0")]
    [InlineData(BuiltinOperator.Softmax, TensorType.Int8, 2, "1.14.0")]
    [InlineData(BuiltinOperator.Pad, TensorType.Int8, 2, "1.14.0")]
    [InlineData(BuiltinOperator.Quantize, TensorType.UInt8, 1, "1.14.0")]
    [InlineData(BuiltinOperator.Dequantize, TensorType.UInt8, 1, "1.13.1")]
    [InlineData(BuiltinOperator.Dequantize, TensorType.Int8, 2, "1.14.0")]
    [InlineData(BuiltinOperator.Dequantize, TensorType.Float16, 3, "1.15.0")]
    [InlineData(BuiltinOperator.Relu6, TensorType.Int16, 3, "2.5.0")]
    [InlineData(BuiltinOperator.Cast, TensorType.UInt16, 4, "2.9.0")]
    [InlineData(BuiltinOperator.ArgMax, TensorType.Bool, 3, "2.9.0")]
    public void The_version_and_release_of_an_operator_depend_on_its_input(BuiltinOperator code, TensorType type, int version, string release)
    {
        var model = SmallModel.Of(
            new Operator { Code = code, Inputs = [0], Outputs = [1] },
            new Tensor { Name = "in", Shape = [1, 2], Type = type },
            new Tensor { Name = "out", Shape = [1, 2], Type = type });

        Assert.Equal(version, OperatorVersions.Needed(model.Main.Operators[0], model.Main.Tensors));
        Assert.Equal(release, MinRuntimeVersion.Of(MinRuntimeVersion.Stamp(model)));
    }

    [Fact]
    public void Every_listed_operator_has_a_first_release()
    {
        foreach (var code in Enum.GetValues<BuiltinOperator>().Where(code => code != BuiltinOperator.Custom))
        {
            Assert.NotNull(MinRuntimeVersion.Of(code, 1));
        }
    }

    [Fact]
    public void Every_listed_operator_has_a_rule_for_its_version()
    {
        // Without a rule, the result is the version that the operator states.
        const int Stated = 99;
        var tensors = Layer(TensorType.Float32, TensorType.Float32, [3, 1, 1, 2], PerChannel);
        foreach (var code in Enum.GetValues<BuiltinOperator>().Where(code => code != BuiltinOperator.Custom))
        {
            var op = new Operator { Code = code, Inputs = [0, 1, 2], Outputs = [3], Version = Stated };
            Assert.True(OperatorVersions.Needed(op, tensors) < Stated, $"OperatorVersions has no rule for {code}");
        }
    }

    [Fact]
    public void Releases_are_compared_as_numbers_and_unlisted_operators_are_ignored()
    {
        var tensor = new Tensor { Name = "t", Shape = [1], Type = TensorType.Float32 };
        var operators = new[]
        {
            new Operator { Code = BuiltinOperator.Neg, Inputs = [0], Outputs = [0] },
            new Operator { Code = BuiltinOperator.Square, Inputs = [0], Outputs = [0] },
            new Operator { Code = (BuiltinOperator)150, Inputs = [0], Outputs = [0], Version = 7 },
        };
        var model = new Model { Subgraphs = [new Subgraph { Tensors = [tensor], Inputs = [], Outputs = [], Operators = operators }] };

        Assert.Equal("1.12.0", MinRuntimeVersion.Of(model));
        Assert.Equal(7, OperatorVersions.Needed(operators[2], [tensor]));
    }

    private static Tensor[] Layer(TensorType activation, TensorType kernel, int[] shape, Quantization scales) =>
    [
        new Tensor { Name = "input", Shape = [1, 4, 4, 2], Type = activation },
        new Tensor { Name = "kernel", Shape = shape, Type = kernel, Quantization = kernel == TensorType.Float32 ? null : scales },
        new Tensor { Name = "bias", Shape = [3], Type = TensorType.Int32 },
        new Tensor { Name = "output", Shape = [1, 4, 4, 3], Type = activation },
    ];
}
