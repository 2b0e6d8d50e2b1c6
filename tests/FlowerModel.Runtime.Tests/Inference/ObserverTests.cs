using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

public class ObserverTests
{
    [Fact]
    public void Each_tensor_is_observed_when_it_is_computed_even_if_its_memory_is_reused_later()
    {
        // A chain of four additions, in which every second tensor shares memory.
        var builder = new ModelBuilder();
        int[] tensors = [.. Enumerable.Range(0, 5).Select(_ => builder.Float(2))];
        var one = builder.Constant([1f, 10f], 2);
        for (var i = 0; i < 4; i++) builder.Operator(BuiltinOperator.Add, new AddOptions(FusedActivation.None), [tensors[i], one], tensors[i + 1]);
        var interpreter = new Interpreter(builder.Build([tensors[0]], [tensors[4]]));
        var seen = new List<(int Index, string Name, float[] Values)>();
        var output = new float[2];

        interpreter.Run(
            MemoryMarshal.AsBytes<float>([3f, 4f]),
            MemoryMarshal.AsBytes(output.AsSpan()),
            tensor => seen.Add((tensor.Index, tensor.Descriptor.Name, tensor.Floats.ToArray())));

        Assert.Equal(tensors, seen.Select(tensor => tensor.Index));
        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], seen.Select(tensor => tensor.Name));
        for (var i = 0; i < 5; i++) Assert.Equal([3f + i, 4f + (10 * i)], seen[i].Values);
        Assert.Equal([7f, 44f], output);
    }

    [Fact]
    public void Integer_tensors_are_available_as_stored_and_as_real_numbers()
    {
        var builder = new ModelBuilder();
        var input = builder.Float(3);
        var stored = builder.Values(TensorType.Int8, new Quantization(0.5f, -10), 3);
        var back = builder.Float(3);
        builder.Operator(BuiltinOperator.Quantize, null, [input], stored).Operator(BuiltinOperator.Dequantize, null, [stored], back);
        var checkedTensors = 0;

        new Interpreter(builder.Build([input], [back])).Run(
            MemoryMarshal.AsBytes<float>([1f, -2.5f, 100f]),
            new byte[12],
            tensor =>
            {
                if (tensor.Index != stored) return;
                checkedTensors++;
                var real = new float[3];
                tensor.CopyTo(real);
                Assert.Equal([unchecked((byte)-8), unchecked((byte)-15), (byte)127], tensor.Bytes.ToArray());
                Assert.Equal([1f, -2.5f, 68.5f], real);
                AssertRefused(tensor);
            });

        Assert.Equal(1, checkedTensors);

        static void AssertRefused(ObservedTensor tensor)
        {
            try
            {
                _ = tensor.Floats;
                Assert.Fail("an int8 tensor was shown as floats");
            }
            catch (InvalidOperationException error)
            {
                Assert.Contains("Int8", error.Message);
            }
        }
    }

    [Fact]
    public void Observing_a_real_model_shows_every_result_and_does_not_change_the_output()
    {
        var model = ModelReader.Read(File.ReadAllBytes(ReferenceData.Tflite("teachable_mobilenet_v2_035_float32.tflite")));
        var interpreter = new Interpreter(model);
        var input = new byte[interpreter.InputTensor.ByteSize];
        var (plain, observed) = (new byte[interpreter.OutputTensor.ByteSize], new byte[interpreter.OutputTensor.ByteSize]);
        var seen = new Dictionary<int, byte[]>();

        interpreter.Run(input, plain);
        interpreter.Run(input, observed, tensor => seen.Add(tensor.Index, tensor.Bytes.ToArray()));

        Assert.Equal(plain, observed);
        Assert.Equal(model.Main.Operators.SelectMany(op => op.Outputs).Concat(model.Main.Inputs).Order(), seen.Keys.Order());
        Assert.Equal(plain, seen[model.Main.Outputs[0]]);
        Assert.All(seen, tensor => Assert.Equal(model.Main.Tensors[tensor.Key].ElementCount * 4, tensor.Value.Length));
    }
}
