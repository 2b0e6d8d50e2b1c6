using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Fuzzing;

/// <summary>
/// Image classifiers of a few kilobytes, one per number format, with metadata and labels: seed files that need no reference data and are
/// nearly all structure.
/// </summary>
public static class SmallClassifiers
{
    private const int Size = 8;
    private const int Channels = 4;
    private const int Classes = 3;

    /// <summary>float32, float16 kernels, int8 kernels, all int8, and one with the operators that the others lack.</summary>
    public static IReadOnlyList<SeedFile> All { get; } =
    [
        new("small_float32", File(Network(Format.Float32))),
        new("small_float16", File(Network(Format.Float16))),
        new("small_dynamic", File(Network(Format.Dynamic))),
        new("small_int8", File(Network(Format.Int8))),
        new("small_operators", File(Operators())),
    ];

    private enum Format
    {
        Float32,
        Float16,
        Dynamic,
        Int8,
    }

    private static byte[] File(Model model) => MetadataWriter.Write(MinRuntimeVersion.Stamp(model), new ModelMetadata
    {
        Name = "Small",
        Description = "Names one of three colors.",
        Version = "1",
        Author = "nobody",
        License = "MIT",
        Input = new ImageInputMetadata { Size = (Size, Size) },
        Output = new ScoreOutputMetadata(),
        Labels = ["red", "green", "blue"],
    });

    /// <summary>A convolution, a depthwise convolution, their sum, a mean, a dense layer and a softmax.</summary>
    private static Model Network(Format format)
    {
        var graph = new Graph(format);
        var image = graph.Activation("image", 1, Size, Size, 3);
        var start = image;
        if (format == Format.Int8)
        {
            start = graph.Activation("image8", 1, Size, Size, 3);
            graph.Add(BuiltinOperator.Quantize, new EmptyOptions(89), start, image);
        }

        var padded = graph.Activation("padded", 1, Size + 1, Size + 1, 3);
        graph.Add(BuiltinOperator.Pad, new EmptyOptions(22), padded, start, graph.Integers("paddings", [4, 2], 0, 0, 0, 1, 0, 1, 0, 0));
        var features = graph.Activation("features", 1, 4, 4, Channels);
        graph.Add(BuiltinOperator.Conv2D, new Conv2DOptions(Padding.Valid, 2, 2, FusedActivation.Relu6), features,
            padded, graph.Kernel("conv", 0, Channels, 3, 3, 3), graph.Bias("conv_bias", Channels));
        var depthwise = graph.Activation("depthwise", 1, 4, 4, Channels);
        graph.Add(BuiltinOperator.DepthwiseConv2D, new DepthwiseConv2DOptions(Padding.Same, 1, 1, 1, FusedActivation.Relu6), depthwise,
            features, graph.Kernel("depthwise_kernel", 3, 1, 3, 3, Channels), graph.Bias("depthwise_bias", Channels));
        var sum = graph.Activation("sum", 1, 4, 4, Channels);
        graph.Add(BuiltinOperator.Add, new AddOptions(FusedActivation.None), sum, features, depthwise);
        var mean = graph.Activation("mean", 1, Channels);
        graph.Add(BuiltinOperator.Mean, new ReducerOptions(KeepDimensions: false), mean, sum, graph.Integers("axes", [2], 1, 2));
        var logits = graph.Activation("logits", 1, Classes);
        graph.Add(BuiltinOperator.FullyConnected, new FullyConnectedOptions(FusedActivation.None, 0, false, false), logits,
            mean, graph.Kernel("dense", 0, Classes, Channels), graph.Bias("dense_bias", Classes));
        var scores = graph.Activation("scores", 1, Classes);
        graph.Add(BuiltinOperator.Softmax, new SoftmaxOptions(1), scores, logits);
        if (format != Format.Int8) return graph.Build(image, scores);

        var result = graph.Activation("probability", 1, Classes);
        graph.Add(BuiltinOperator.Dequantize, new EmptyOptions(38), result, scores);
        return graph.Build(image, result);
    }

    private static Model Operators()
    {
        var graph = new Graph(Format.Float32);
        var image = graph.Activation("image", 1, Size, Size, 3);
        var scaled = graph.Activation("scaled", 1, Size, Size, 3);
        graph.Add(BuiltinOperator.Mul, new MulOptions(FusedActivation.None), scaled, image, graph.Kernel("factor", 0, 3));
        var shifted = graph.Activation("shifted", 1, Size, Size, 3);
        graph.Add(BuiltinOperator.Sub, new SubOptions(FusedActivation.None), shifted, scaled, graph.Kernel("shift", 0, 1));
        var (max, average) = (graph.Activation("max", 1, 4, 4, 3), graph.Activation("average", 1, 4, 4, 3));
        var pool = new Pool2DOptions(Padding.Same, 2, 2, 2, 2, FusedActivation.None);
        graph.Add(BuiltinOperator.MaxPool2D, pool, max, shifted);
        graph.Add(BuiltinOperator.AveragePool2D, pool, average, shifted);
        var joined = graph.Activation("joined", 1, 4, 4, 6);
        graph.Add(BuiltinOperator.Concatenation, new ConcatenationOptions(3, FusedActivation.None), joined, max, average);
        var limited = graph.Activation("limited", 1, 4, 4, 6);
        graph.Add(BuiltinOperator.Relu6, null, limited, joined);
        var swished = graph.Activation("swished", 1, 4, 4, 6);
        graph.Add(BuiltinOperator.HardSwish, null, swished, limited);
        var flat = graph.Activation("flat", 1, 96);
        graph.Add(BuiltinOperator.Reshape, new ReshapeOptions([1, 96]), flat, swished, graph.Integers("shape", [2], 1, 96));
        var logits = graph.Activation("logits", 1, Classes);
        graph.Add(BuiltinOperator.FullyConnected, new FullyConnectedOptions(FusedActivation.Relu, 0, false, false), logits,
            flat, graph.Kernel("dense", 0, Classes, 96));
        var scores = graph.Activation("scores", 1, Classes);
        graph.Add(BuiltinOperator.Logistic, null, scores, logits);
        var model = graph.Build(image, scores);
        return model with { Subgraphs = [.. model.Subgraphs, Rare()], MetadataBuffers = [new byte[] { 1, 2, 3 }] };
    }

    /// <summary>A subgraph that is not executed, with the fields that image models lack.</summary>
    private static Subgraph Rare() => new()
    {
        Name = "rare",
        DebugMetadataIndex = 1,
        Tensors =
        [
            new Tensor
            {
                Name = "state",
                Shape = [2, 4],
                ShapeSignature = [-1, 4],
                Type = TensorType.Int16,
                IsVariable = true,
                Quantization = new Quantization([0.5f, 0.25f], [0, 0], 0),
                Range = new ValueRange([-8, -4], [8, 4]),
            },
        ],
        Inputs = [0],
        Outputs = [0],
        Operators =
        [
            new Operator
            {
                Code = BuiltinOperator.Custom,
                CustomCode = "Own",
                CustomOptions = new byte[] { 9, 8, 7 },
                Inputs = [0, Operator.NoTensor],
                Outputs = [0],
                Intermediates = [0, 0],
                MutatingVariableInputs = [true, false],
                DebugMetadataIndex = 2,
            },
        ],
    };

    /// <summary>Tensors and operators in one number format.</summary>
    private sealed class Graph(Format format)
    {
        private readonly Random random = new(5);
        private readonly List<Tensor> tensors = [];
        private readonly List<Operator> operators = [];

        internal int Activation(string name, params int[] shape)
        {
            var isOutside = name is "image" or "probability";
            if (format != Format.Int8 || isOutside) return Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Float32 });
            var quantization = name == "scores" ? new Quantization(1 / 256f, -128) : new Quantization(6 / 255f, -128);
            return Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Int8, Quantization = quantization });
        }

        internal int Integers(string name, int[] shape, params int[] values) =>
            Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Int32, Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() });

        internal int Kernel(string name, int dimension, params int[] shape)
        {
            var count = shape.Aggregate(1, (product, length) => product * length);
            switch (format)
            {
                case Format.Float32:
                    var floats = Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f).ToArray();
                    return Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Float32, Data = Bytes<float>(floats) });
                case Format.Float16:
                    var halves = Enumerable.Range(0, count).Select(_ => (Half)(random.NextSingle() - 0.5f)).ToArray();
                    var narrow = Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Float16, Data = Bytes<Half>(halves) });
                    var wide = Add(new Tensor { Name = name + "_dequantize", Shape = shape, Type = TensorType.Float32 });
                    Add(BuiltinOperator.Dequantize, new EmptyOptions(38), wide, narrow);
                    return wide;
                default:
                    var data = new byte[count];
                    random.NextBytes(data);
                    var scales = Enumerable.Range(0, shape[dimension]).Select(_ => 0.004f + random.NextSingle() / 512).ToArray();
                    var quantization = new Quantization(scales, new long[scales.Length], dimension);
                    return Add(new Tensor { Name = name, Shape = shape, Type = TensorType.Int8, Data = data, Quantization = quantization });
            }
        }

        internal int Bias(string name, int length)
        {
            if (format != Format.Int8) return Add(new Tensor
            {
                Name = name,
                Shape = [length],
                Type = TensorType.Float32,
                Data = Bytes<float>(Enumerable.Range(0, length).Select(_ => random.NextSingle()).ToArray()),
            });

            var scales = tensors[^1].Quantization!.Scales.Select(scale => scale * 6 / 255f).ToArray();
            return Add(new Tensor
            {
                Name = name,
                Shape = [length],
                Type = TensorType.Int32,
                Data = Bytes<int>(Enumerable.Range(0, length).Select(_ => random.Next(1000)).ToArray()),
                Quantization = new Quantization(scales, new long[length], 0),
            });
        }

        internal void Add(BuiltinOperator code, OperatorOptions? options, int output, params int[] inputs) =>
            operators.Add(new Operator { Code = code, Options = options, Inputs = inputs, Outputs = [output] });

        internal Model Build(int input, int output) => new()
        {
            Description = "small",
            Subgraphs = [new Subgraph { Tensors = tensors, Inputs = [input], Outputs = [output], Operators = operators }],
            Signatures =
            [
                new Signature(
                    Signature.ServingDefault, [new SignatureTensor("image", input)], [new SignatureTensor("probability", output)]),
            ],
        };

        private int Add(Tensor tensor)
        {
            tensors.Add(tensor);
            return tensors.Count - 1;
        }

        private static byte[] Bytes<T>(T[] values)
            where T : struct => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
