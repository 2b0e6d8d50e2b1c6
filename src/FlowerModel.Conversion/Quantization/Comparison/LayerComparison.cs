using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Comparison;

/// <summary>
/// Runs a float32 model and a quantised one made of it side by side and compares the results of each operator: the tool to find the layer
/// where a quantised model goes wrong.
/// </summary>
public static class LayerComparison
{
    /// <summary>One row for each result that both models have, by name, in the order of the float32 model; the input first.</summary>
    /// <param name="float32File">The .tflite of the float32 model.</param>
    /// <param name="quantisedFile">The .tflite of the quantised model; it may have integer ends.</param>
    /// <param name="pictures">Pictures for the float32 model (<see cref="CalibrationPictures.FromFiles"/>), at least one.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="TfliteFormatException">A file is no sound .tflite model.</exception>
    /// <exception cref="QuantizationException">The models have no result in common, or other inputs.</exception>
    public static IReadOnlyList<LayerRow> Compare(
        ReadOnlyMemory<byte> float32File, ReadOnlyMemory<byte> quantisedFile, CalibrationPictures pictures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Count, nameof(pictures));
        var (original, quantised) = (ModelReader.Read(float32File), ModelReader.Read(quantisedFile));
        var pair = new ModelPair(original, quantised);
        Dictionary<string, ChannelGain> gains = [];
        OverAll((name, descriptor, before, after) =>
        {
            if (!gains.TryGetValue(name, out var gain)) gains.Add(name, gain = new ChannelGain(descriptor.Shape is [.., var last] ? last : 1));
            gain.Add(before, after);
        });

        if (gains.Count == 0) throw new QuantizationException("the two models have no result of one name and shape: compare a model with the float32 model it was made of");
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
            for (var i = 0; i < pictures.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                pair.Run(pictures[i], compare);
            }
        }
    }

    private delegate void ResultPair(string name, TensorDescriptor quantised, ReadOnlySpan<float> before, ReadOnlySpan<float> after);

    /// <summary>Both models, run one after the other on a picture.</summary>
    private sealed class ModelPair
    {
        private readonly Interpreter original;
        private readonly Interpreter quantised;
        private readonly Dictionary<string, float[]> before = [];

        /// <summary>Ends of the quantised model beside which an int8 tensor stands, which tells more.</summary>
        private readonly HashSet<string> shadowed = [];

        internal ModelPair(Model originalModel, Model quantisedModel)
        {
            original = new Interpreter(originalModel);
            quantised = new Interpreter(quantisedModel);
            foreach (var tensor in quantisedModel.Main.Tensors)
            {
                if (IsInner(tensor.Name, out var end)) shadowed.Add(end);
            }

            var (one, other) = (original.InputTensor, quantised.InputTensor);
            if (original.Inputs.Count != 1 || quantised.Inputs.Count != 1 || one.Type != TensorType.Float32 || !one.Shape.SequenceEqual(other.Shape))
                throw new QuantizationException("the two models must have one input each, of one shape, the first model's of float32");
        }

        internal void Run(ReadOnlySpan<float> picture, ResultPair compare)
        {
            original.Run(MemoryMarshal.AsBytes(picture), new byte[original.Outputs.Sum(tensor => tensor.ByteSize)], tensor =>
            {
                if (tensor.Descriptor.Type == TensorType.Float32) before[tensor.Descriptor.Name] = tensor.Floats.ToArray();
            });
            quantised.Run(Stored(picture), new byte[quantised.Outputs.Sum(tensor => tensor.ByteSize)], tensor =>
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

        /// <summary>The picture in the quantised model's own type of input.</summary>
        private byte[] Stored(ReadOnlySpan<float> picture)
        {
            var (type, quantization) = (quantised.InputTensor.Type, quantised.InputTensor.Quantization);
            if (type == TensorType.Float32) return MemoryMarshal.AsBytes(picture).ToArray();
            var (least, greatest) = type == TensorType.UInt8 ? (0, 255) : (sbyte.MinValue, sbyte.MaxValue);
            var bytes = new byte[picture.Length];
            for (var i = 0; i < bytes.Length; i++)
            {
                var steps = MathF.Round(picture[i] / quantization!.Scale, MidpointRounding.AwayFromZero) + quantization.ZeroPoint;
                bytes[i] = unchecked((byte)(int)Math.Clamp(steps, least, greatest));
            }

            return bytes;
        }
    }
}
