using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Damaged files run or are rejected with a documented exception before they reach the kernels, which do not check bounds.</summary>
public class HostileModelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_damaged_file_runs_or_causes_a_documented_exception(bool useReferenceKernels)
    {
        var whole = ModelWriter.Write(SmallNetwork());
        var random = new Random(useReferenceKernels ? 1 : 2);
        var options = new InterpreterOptions { UseReferenceKernels = useReferenceKernels };
        var ran = 0;
        for (var i = 0; i < 3000; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : random.Next(9));
            try
            {
                var interpreter = new Interpreter(ModelReader.Read(damaged), options);
                if (interpreter.ArenaBytes > 1 << 24) continue;
                var input = new byte[interpreter.Inputs.Sum(tensor => tensor.ByteSize)];
                interpreter.Run(input, new byte[interpreter.Outputs.Sum(tensor => tensor.ByteSize)]);
                ran++;
            }
            catch (Exception error) when (error is TfliteFormatException or UnsupportedModelException)
            {
                // The documented exceptions for damaged files.
            }
        }

        Assert.InRange(ran, 1, 2999);
    }

    private static Model SmallNetwork()
    {
        var builder = new ModelBuilder();
        var (input, convolved, deep, sum) = (
            builder.Float(1, 9, 9, 3), builder.Float(1, 5, 5, 16), builder.Float(1, 5, 5, 16), builder.Float(1, 5, 5, 16));
        var (pooled, means, logits, scores) = (
            builder.Float(1, 2, 2, 16), builder.Float(1, 16), builder.Float(1, 3), builder.Float(1, 3));
        var kernel = builder.Constant(new float[16 * 27], 16, 3, 3, 3);
        var depthwise = builder.Constant(new float[9 * 16], 1, 3, 3, 16);
        var bias = builder.Constant(new float[16], 16);
        var dense = builder.Constant(new float[48], 3, 16);
        var axes = builder.Constant([1, 2], 2);
        builder.Operator(
            BuiltinOperator.Conv2D, new Conv2DOptions(Padding.Same, 2, 2, FusedActivation.Relu6), [input, kernel, bias], convolved);
        builder.Operator(
            BuiltinOperator.DepthwiseConv2D,
            new DepthwiseConv2DOptions(Padding.Same, 1, 1, 1, FusedActivation.Relu6),
            [convolved, depthwise, bias],
            deep);
        builder.Operator(BuiltinOperator.Add, new AddOptions(FusedActivation.None), [convolved, deep], sum);
        builder.Operator(BuiltinOperator.MaxPool2D, new Pool2DOptions(Padding.Valid, 2, 2, 2, 2, FusedActivation.None), [sum], pooled);
        builder.Operator(BuiltinOperator.Mean, new ReducerOptions(false), [pooled, axes], means);
        builder.Operator(
            BuiltinOperator.FullyConnected, new FullyConnectedOptions(FusedActivation.None, 0, false, false), [means, dense, -1], logits);
        builder.Operator(BuiltinOperator.Softmax, new SoftmaxOptions(1), [logits], scores);
        return builder.Build([input], [scores]);
    }
}
