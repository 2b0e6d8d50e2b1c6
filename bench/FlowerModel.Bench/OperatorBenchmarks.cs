using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Bench;

/// <summary>Operators of MobileNetV2 1.0/224, each as a model of its own, in float32 and int8.</summary>
[MemoryDiagnoser]
public class OperatorBenchmarks
{
    private Interpreter interpreter = null!;
    private byte[] input = [];
    private byte[] output = [];

    /// <summary>The operator: its kind, the size of its input, and its channels.</summary>
    [Params(
        "pointwise 56x56x24 to 144", "pointwise 14x14x384 to 64", "pointwise 7x7x320 to 1280", "depthwise 56x56x144", "depthwise 14x14x384",
        "first 224x224x3 to 32")]
    public string Operator { get; set; } = "";

    /// <summary>True for int8.</summary>
    [Params(false, true)]
    public bool IsInt8 { get; set; }

    /// <summary>Prepares the model.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var words = Operator.Split(' ');
        int[] shape = [.. words[1].Split('x').Select(int.Parse)];
        var (size, inputs) = (shape[0], shape[2]);
        var model = words[0] switch
        {
            "pointwise" => Convolution(size, inputs, int.Parse(words[3]), kernel: 1, stride: 1, isDepthwise: false),
            "first" => Convolution(size, inputs, int.Parse(words[3]), kernel: 3, stride: 2, isDepthwise: false),
            _ => Convolution(size, inputs, inputs, kernel: 3, stride: 1, isDepthwise: true),
        };
        this.interpreter = new Interpreter(model);
        this.input = new byte[this.interpreter.InputTensor.ByteSize];
        this.output = new byte[this.interpreter.OutputTensor.ByteSize];
    }

    /// <summary>One run.</summary>
    [Benchmark]
    public void Run() => this.interpreter.Run(this.input, this.output);

    private Model Convolution(int size, int inputs, int outputs, int kernel, int stride, bool isDepthwise)
    {
        var outputSize = (size + stride - 1) / stride;
        int[] kernelShape = isDepthwise ? [1, kernel, kernel, outputs] : [outputs, kernel, kernel, inputs];
        var weights = new byte[kernelShape.Aggregate(1, (product, length) => product * length)];
        new Random(1).NextBytes(weights);
        var stored = MemoryMarshal.Cast<byte, sbyte>(weights.AsSpan()).ToArray();
        Tensor[] tensors = IsInt8
            ?
            [
                Tensor("input", TensorType.Int8, [1, size, size, inputs], default, new Quantization(0.05f, 0)),
                Tensor("kernel", TensorType.Int8, kernelShape, weights, new Quantization(0.01f, 0)),
                Tensor("bias", TensorType.Int32, [outputs], new byte[outputs * sizeof(int)], null),
                Tensor("output", TensorType.Int8, [1, outputSize, outputSize, outputs], default, new Quantization(0.5f, 0)),
            ]
            :
            [
                Tensor("input", TensorType.Float32, [1, size, size, inputs], default, null),
                Tensor("kernel", TensorType.Float32, kernelShape, MemoryMarshal.AsBytes<float>([.. stored.Select(value => value / 128f)]).ToArray(), null),
                Tensor("bias", TensorType.Float32, [outputs], new byte[outputs * sizeof(float)], null),
                Tensor("output", TensorType.Float32, [1, outputSize, outputSize, outputs], default, null),
            ];
        var layer = new Operator
        {
            Code = isDepthwise ? BuiltinOperator.DepthwiseConv2D : BuiltinOperator.Conv2D,
            Options = isDepthwise
                ? new DepthwiseConv2DOptions(Padding.Same, stride, stride, 1, FusedActivation.Relu6)
                : new Conv2DOptions(Padding.Same, stride, stride, FusedActivation.Relu6),
            Inputs = [0, 1, 2],
            Outputs = [3],
            Version = 3,
        };
        return new Model { Subgraphs = [new Subgraph { Tensors = tensors, Inputs = [0], Outputs = [3], Operators = [layer] }] };
    }

    private static Tensor Tensor(string name, TensorType type, int[] shape, ReadOnlyMemory<byte> data, Quantization? quantization) =>
        new() { Name = name, Type = type, Shape = shape, Data = data, Quantization = quantization };
}
