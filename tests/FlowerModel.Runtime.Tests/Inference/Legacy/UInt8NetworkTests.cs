using FlowerModel.Runtime.Inference;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Legacy;

/// <summary>Whole uint8 models, against the TensorFlow Lite C library, and what callers see of them.</summary>
public sealed class UInt8NetworkTests
{
    [Fact]
    public void A_uint8_network_returns_the_bits_of_TensorFlow_Lite()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var file = ModelWriter.Write(UInt8Network.Build(seed));
            var image = Image(seed);
            var expected = NativeTflite.Run(file, image);
            foreach (var options in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true }, new() { Threads = 2 } })
            {
                var actual = new byte[UInt8Network.Classes];
                new Interpreter(ModelReader.Read(file), options).Run(image, actual);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void A_classifier_feeds_it_the_bytes_of_the_image()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var file = ModelWriter.Write(UInt8Network.Build(seed));
            using var classifier = ImageClassifier.Load(file);
            var image = Image(seed);

            var answer = classifier.Classify(image, UInt8Network.Size, UInt8Network.Size);

            Assert.Equal(NativeTflite.Run(file, image).Select(stored => stored / 256f), answer.Scores);
        }
    }

    [Fact]
    public void Callers_see_the_tensors_of_the_file()
    {
        var model = UInt8Network.Build(0);
        var interpreter = new Interpreter(model);
        var (image, scores) = (Image(0), new byte[UInt8Network.Classes]);
        var seen = new Dictionary<int, (TensorDescriptor Descriptor, byte[] Bytes, float[] Reals)>();

        interpreter.Run(image, scores, tensor =>
        {
            var reals = new float[tensor.Descriptor.ElementCount];
            tensor.CopyTo(reals);
            seen.Add(tensor.Index, (tensor.Descriptor, tensor.Bytes.ToArray(), reals));
        });

        Assert.Equal((TensorType.UInt8, 128), (interpreter.InputTensor.Type, (int)interpreter.InputTensor.Quantization!.ZeroPoint));
        Assert.Equal((TensorType.UInt8, 0), (interpreter.OutputTensor.Type, (int)interpreter.OutputTensor.Quantization!.ZeroPoint));
        Assert.Equal(image, seen[model.Main.Inputs[0]].Bytes);
        Assert.Equal(scores, seen[model.Main.Outputs[0]].Bytes);
        Assert.Equal(image.Select(sample => (sample - 128) / 128f), seen[model.Main.Inputs[0]].Reals);
        foreach (var (index, tensor) in seen)
        {
            Assert.Equal(model.Main.Tensors[index].Type, tensor.Descriptor.Type);
            Assert.Equal(model.Main.Tensors[index].Quantization!.ZeroPoint, tensor.Descriptor.Quantization!.ZeroPoint);
        }
    }

    [Fact]
    public void A_uint8_kernel_with_a_float_input_is_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1, 4), builder.Float(1, 2));
        var weights = builder.Constant(TensorType.UInt8, new byte[8], new Quantization(0.01f, 128), 2, 4);
        builder.Operator(BuiltinOperator.FullyConnected, new FullyConnectedOptions(FusedActivation.None, 0, false, false), [input, weights], output);

        var error = Assert.Throws<UnsupportedModelException>(() => new Interpreter(builder.Build([input], [output])));

        Assert.Contains("UInt8", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Image(int seed)
    {
        var image = new byte[UInt8Network.Size * UInt8Network.Size * 3];
        new Random(seed + 1000).NextBytes(image);
        return image;
    }
}
