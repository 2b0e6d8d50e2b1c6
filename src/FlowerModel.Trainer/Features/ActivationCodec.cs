using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FlowerModel.Trainer.Features;

/// <summary>Turns activations into the bytes of a file and back; the bytes are the same on every machine.</summary>
/// <remarks>8 bit: smallest value and step of each channel (float32, little-endian), then one byte per value.</remarks>
internal static class ActivationCodec
{
    private const int Steps = 255;

    /// <summary>Number of bytes of activations.</summary>
    /// <param name="format">The format.</param>
    /// <param name="shape">Their shape; the last dimension is the channels.</param>
    public static int Length(ActivationFormat format, IReadOnlyList<int> shape)
    {
        var count = FeatureStore.ElementCount(shape);
        return format == ActivationFormat.Float32 ? checked(count * sizeof(float)) : checked(count + (shape[^1] * 2 * sizeof(float)));
    }

    /// <summary>Encodes activations.</summary>
    /// <param name="format">The format.</param>
    /// <param name="values">The activations, channels last.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="bytes">Receives <see cref="Length"/> bytes.</param>
    public static void Encode(ActivationFormat format, ReadOnlySpan<float> values, int channels, Span<byte> bytes)
    {
        if (format == ActivationFormat.Float32)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
            return;
        }

        for (var channel = 0; channel < channels; channel++) EncodeChannel(values, channel, channels, bytes);
    }

    /// <summary>Decodes activations.</summary>
    /// <param name="format">The format.</param>
    /// <param name="bytes">What <see cref="Encode"/> wrote.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="values">Receives the activations, channels last.</param>
    public static void Decode(ActivationFormat format, ReadOnlySpan<byte> bytes, int channels, Span<float> values)
    {
        if (format == ActivationFormat.Float32)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<float> lowest = stackalloc float[channels], step = stackalloc float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            lowest[channel] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(channel * 2 * sizeof(float))..]);
            step[channel] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(((channel * 2) + 1) * sizeof(float))..]);
        }

        var stored = bytes[(channels * 2 * sizeof(float))..];
        for (var row = 0; row < values.Length; row += channels)
        {
            var source = stored.Slice(row, channels);
            var target = values.Slice(row, channels);
            for (var channel = 0; channel < target.Length; channel++) target[channel] = lowest[channel] + (source[channel] * step[channel]);
        }
    }

    private static void EncodeChannel(ReadOnlySpan<float> values, int channel, int channels, Span<byte> bytes)
    {
        float lowest = values[channel], greatest = lowest;
        for (var i = channel; i < values.Length; i += channels)
        {
            lowest = Math.Min(lowest, values[i]);
            greatest = Math.Max(greatest, values[i]);
        }

        var step = (greatest - lowest) / Steps;
        BinaryPrimitives.WriteSingleLittleEndian(bytes[(channel * 2 * sizeof(float))..], lowest);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[(((channel * 2) + 1) * sizeof(float))..], step);
        var stored = bytes[(channels * 2 * sizeof(float))..];
        var inverse = step > 0 ? 1 / step : 0; // a channel of equal values has no steps
        for (var i = channel; i < values.Length; i += channels)
            stored[i] = (byte)Math.Clamp(MathF.Round((values[i] - lowest) * inverse), 0, Steps);
    }
}
