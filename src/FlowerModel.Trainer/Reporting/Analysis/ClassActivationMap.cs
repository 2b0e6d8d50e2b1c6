using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Trainer.Reporting.Analysis;

/// <summary>Where a model looked: how much each place of the last feature map speaks for a class.</summary>
/// <param name="Width">Number of columns.</param>
/// <param name="Height">Number of rows.</param>
/// <param name="Values">The contribution of each place, row by row from the top left. Their mean plus the bias is the class's logit.</param>
internal sealed record ActivationMap(int Width, int Height, float[] Values)
{
    /// <summary>Returns the map as whole numbers, 0 for the smallest and 99 for the largest value; all 0 for a constant map.</summary>
    public int[] ToLevels()
    {
        var (low, high) = (Values.Min(), Values.Max());
        return [.. Values.Select(value => high > low ? (int)((value - low) / (high - low) * 99.999f) : 0)];
    }
}

/// <summary>
/// Class activation maps (Zhou et al. 2016, "Learning Deep Features for Discriminative Localization"): if the last feature map is averaged and then only
/// multiplied by a matrix, the same product at each place of the map says what that place contributes. The convolution of the conv head is part of the
/// feature map.
/// </summary>
internal sealed class ClassActivationMaps
{
    private readonly Interpreter interpreter;
    private readonly int features;
    private readonly float[] kernel; // [classes, channels]

    private ClassActivationMaps(Interpreter interpreter, int features, float[] kernel, float[] bias) =>
        (this.interpreter, this.features, this.kernel, Bias) = (interpreter, features, kernel, bias);

    /// <summary>The bias of each class.</summary>
    public IReadOnlyList<float> Bias { get; }

    /// <summary>Returns the maps of a model; null if something else than averaging and one matrix follows its last feature map.</summary>
    /// <param name="model">A float32 classifier.</param>
    public static ClassActivationMaps? Of(Model model)
    {
        var graph = model.Main;
        if (graph.Operators.LastOrDefault(step => step.Code == BuiltinOperator.FullyConnected) is not { Inputs: [var input, var weights, var bias] } dense)
            return null;
        var isLast = graph.Operators.Where(step => step.Inputs.Contains(dense.Outputs[0])).All(step => step.Code == BuiltinOperator.Softmax);
        var pooling = graph.Operators.FirstOrDefault(step => step.Outputs.Contains(input));
        if (!isLast || pooling?.Code != BuiltinOperator.Mean || graph.Tensors[pooling.Inputs[0]] is not { Shape: [1, _, _, _], Type: TensorType.Float32 })
            return null;
        var (kernel, offsets) = (graph.Tensors[weights], graph.Tensors[bias]);
        return kernel is { Type: TensorType.Float32, IsConstant: true } && offsets is { Type: TensorType.Float32, IsConstant: true }
            ? new ClassActivationMaps(new Interpreter(model), pooling.Inputs[0], Floats(kernel), Floats(offsets))
            : null;
    }

    /// <summary>Returns the map of a class for an image. Thread-safe.</summary>
    /// <param name="image">The image as the model's input: height by width by channels, normalized.</param>
    /// <param name="answer">Index of the class.</param>
    public ActivationMap Of(ReadOnlySpan<float> image, int answer)
    {
        ActivationMap? map = null;
        var scores = new byte[interpreter.Outputs.Sum(output => output.ByteSize)];
        interpreter.Run(MemoryMarshal.AsBytes(image), scores, Observe);
        return map ?? throw new InvalidOperationException("The interpreter did not compute the feature map.");

        void Observe(ObservedTensor tensor)
        {
            if (tensor.Index != features) return;
            var (height, width, channels) = (tensor.Descriptor.Shape[1], tensor.Descriptor.Shape[2], tensor.Descriptor.Shape[3]);
            var values = new float[height * width];
            var row = kernel.AsSpan(answer * channels, channels);
            for (var place = 0; place < values.Length; place++)
            {
                // Summed one by one, so that the page has the same bytes on every machine.
                var at = tensor.Floats.Slice(place * channels, channels);
                var sum = 0f;
                for (var channel = 0; channel < channels; channel++) sum += row[channel] * at[channel];
                values[place] = sum;
            }

            map = new ActivationMap(width, height, values);
        }
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
}
