using System.Runtime.InteropServices;
using FlowerModel.Testing;

namespace FlowerModel.Tflite.Tests;

/// <summary>Files that were read and written again, run in real runtimes.</summary>
public sealed class WrittenModelRunTests
{
    // FULLY_CONNECTED version 12 is newer than the other two runtimes.
    private static readonly string[] NeedsNewRuntime = ["ee446_model_dynamic_range", "mobilenet_v2_dynamic"];

    public static TheoryData<string, string> Runs
    {
        get
        {
            var runs = new TheoryData<string, string>();
            foreach (var file in ReferenceModelTests.Files)
            {
                runs.Add(file.Data, Oracle.LiteRt);
                if (NeedsNewRuntime.Contains(file.Data)) continue;
                runs.Add(file.Data, Oracle.Native);
                runs.Add(file.Data, Oracle.Tfjs);
            }

            return runs;
        }
    }

    [Theory, MemberData(nameof(Runs))]
    public void A_rewritten_model_returns_the_same_output_bytes(string name, string backend)
    {
        var original = ReferenceModelTests.Load(name);
        var model = ModelReader.Read(original);
        var input = RandomInput(model);

        var expected = Oracle.Run(original, input, backend);
        var actual = Oracle.Run(ModelWriter.Write(model), input, backend);

        Assert.Equal(expected, actual);
        Assert.NotEmpty(actual);
    }

    private static byte[] RandomInput(Model model)
    {
        var random = new Random(20);
        using var bytes = new MemoryStream();
        foreach (var tensor in model.Main.Inputs.Select(index => model.Main.Tensors[index]))
        {
            if (tensor.Type == TensorType.Float32)
            {
                var values = Enumerable.Range(0, tensor.ElementCount).Select(_ => random.NextSingle() * 2 - 1).ToArray();
                bytes.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            }
            else
            {
                var values = new byte[tensor.ElementCount * tensor.Type.ByteSize()];
                random.NextBytes(values);
                bytes.Write(values);
            }
        }

        return bytes.ToArray();
    }
}
