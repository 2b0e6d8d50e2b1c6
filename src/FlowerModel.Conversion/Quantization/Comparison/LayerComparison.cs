using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Comparison;

/// <summary>
/// Runs a float32 model and a quantized version of it side by side and compares the output of each operator, to find the layer where the
/// quantized model loses accuracy.
/// </summary>
public static class LayerComparison
{
    /// <summary>Returns one row per tensor that both models have under the same name, in the order of the float32 model, the input first.</summary>
    /// <param name="float32File">The .tflite of the float32 model.</param>
    /// <param name="quantizedFile">The .tflite of the quantized model; its input and output may be integers.</param>
    /// <param name="images">Images for the float32 model (<see cref="CalibrationImages.FromFiles"/>), at least one.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="TfliteFormatException">A file is not a valid .tflite model.</exception>
    /// <exception cref="QuantizationException">The models have no tensor in common, or different inputs.</exception>
    public static IReadOnlyList<LayerRow> Compare(
        ReadOnlyMemory<byte> float32File, ReadOnlyMemory<byte> quantizedFile, CalibrationImages images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfZero(images.Count, nameof(images));
        var (original, quantized) = (ModelReader.Read(float32File), ModelReader.Read(quantizedFile));
        var pair = new ModelPair(original, quantized);
        Dictionary<string, ChannelGain> gains = [];
        OverAll((name, descriptor, before, after) =>
        {
            if (!gains.TryGetValue(name, out var gain)) gains.Add(name, gain = new ChannelGain(descriptor.Shape is [.., var last] ? last : 1));
            gain.Add(before, after);
        });

        if (gains.Count == 0)
        {
            throw new QuantizationException(
                "the two models have no tensor of the same name and shape: compare a model with the float32 model it was made from");
        }

        var differences = gains.ToDictionary(entry => entry.Key, entry => new LayerDifference(entry.Value.Nearest()));
        OverAll((name, descriptor, before, after) => differences[name].Add(descriptor, before, after));

        return
        [
            .. original.Main.Inputs.Select(input => (Tensor: input, Operator: "Input"))
                .Concat(original.Main.Operators.SelectMany(op => op.Outputs.Select(output => (Tensor: output, Operator: op.Code.ToString()))))
                .Select(result => (original.Main.Tensors[result.Tensor].Name, result.Operator))
                .Where(result => differences.ContainsKey(result.Name))
                .Select(result => differences[result.Name].ToRow(result.Name, result.Operator)),
        ];

        void OverAll(ResultPair compare)
        {
            for (var i = 0; i < images.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                pair.Run(images[i], compare);
            }
        }
    }

    private delegate void ResultPair(string name, TensorDescriptor quantized, ReadOnlySpan<float> before, ReadOnlySpan<float> after);

    /// <summary>Both models, run one after the other on the same image.</summary>
    private sealed class ModelPair
    {
        private readonly Interpreter original;
        private readonly Interpreter quantized;
        private readonly Dictionary<string, float[]> before = [];

        /// <summary>Inputs and outputs of the quantized model that have an int8 counterpart, which is more informative.</summary>
        private readonly HashSet<string> shadowed = [];

        internal ModelPair(Model originalModel, Model quantizedModel)
        {
            original = new Interpreter(originalModel);
            quantized = new Interpreter(quantizedModel);
            foreach (var tensor in quantizedModel.Main.Tensors)
            {
                if (IsInner(tensor.Name, out var end)) shadowed.Add(end);
            }

            var (one, other) = (original.InputTensor, quantized.InputTensor);
            if (original.Inputs.Count != 1 || quantized.Inputs.Count != 1 || one.Type != TensorType.Float32 || !one.Shape.SequenceEqual(other.Shape))
                throw new QuantizationException("both models must have exactly one input, of the same shape, and the first model's must be float32");
        }

        internal void Run(ReadOnlySpan<float> image, ResultPair compare)
        {
            original.Run(MemoryMarshal.AsBytes(image), new byte[original.Outputs.Sum(tensor => tensor.ByteSize)], tensor =>
            {
                if (tensor.Descriptor.Type == TensorType.Float32) before[tensor.Descriptor.Name] = tensor.Floats.ToArray();
            });
            quantized.Run(Stored(image), new byte[quantized.Outputs.Sum(tensor => tensor.ByteSize)], tensor =>
            {
                var name = tensor.Descriptor.Name;
                if (shadowed.Contains(name)) return;
                if (IsInner(name, out var end)) name = end;
                if (!before.TryGetValue(name, out var expected) || expected.Length != tensor.Descriptor.ElementCount) return;
                var actual = new float[expected.Length];
                tensor.CopyTo(actual);
                compare(name, tensor.Descriptor, expected, actual);
            });
        }

        private static bool IsInner(string name, out string end)
        {
            var isInner = name.EndsWith(TransformStep.InnerSuffix, StringComparison.Ordinal);
            end = isInner ? name[..^TransformStep.InnerSuffix.Length] : name;
            return isInner;
        }

        /// <summary>The image in the input type of the quantized model.</summary>
        private byte[] Stored(ReadOnlySpan<float> image)
        {
            var (type, quantization) = (quantized.InputTensor.Type, quantized.InputTensor.Quantization);
            if (type == TensorType.Float32) return MemoryMarshal.AsBytes(image).ToArray();
            var (min, max) = type == TensorType.UInt8 ? (0, 255) : (sbyte.MinValue, sbyte.MaxValue);
            var bytes = new byte[image.Length];
            for (var i = 0; i < bytes.Length; i++)
            {
                var steps = MathF.Round(image[i] / quantization!.Scale, MidpointRounding.AwayFromZero) + quantization.ZeroPoint;
                bytes[i] = unchecked((byte)(int)Math.Clamp(steps, min, max));
            }

            return bytes;
        }
    }
}
