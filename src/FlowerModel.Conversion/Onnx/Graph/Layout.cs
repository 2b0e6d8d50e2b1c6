using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Graph;

/// <summary>The order of dimensions: TensorFlow Lite has channels last, ONNX has them directly after the batch.</summary>
internal static class Layout
{
    /// <summary>Number of dimensions of a batch of images.</summary>
    internal const int ImageRank = 4;

    /// <summary>NHWC to NCHW, and OHWI to OIHW.</summary>
    internal static readonly int[] ChannelsFirst = [0, 3, 1, 2];

    /// <summary>NCHW to NHWC.</summary>
    internal static readonly int[] ChannelsLast = [0, 2, 3, 1];

    /// <summary>The kernel of a depthwise convolution, 1HWC, to C1HW.</summary>
    internal static readonly int[] DepthwiseKernel = [3, 0, 1, 2];

    /// <summary>Returns true if a tensor is a batch of images, whose dimensions the exporter reorders.</summary>
    internal static bool IsImage(Tensor tensor) => tensor.Shape.Count == ImageRank;

    /// <summary>Returns the place that a dimension of TensorFlow Lite has in ONNX.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="dimension">The dimension; a negative one counts from the end.</param>
    internal static int DimensionOf(Tensor tensor, int dimension)
    {
        var positive = dimension < 0 ? dimension + tensor.Shape.Count : dimension;
        return IsImage(tensor) ? Array.IndexOf(ChannelsFirst, positive) : positive;
    }

    /// <summary>Returns the shape with its dimensions reordered.</summary>
    internal static int[] Permute(IReadOnlyList<int> shape, int[] order) => [.. order.Select(dimension => shape[dimension])];

    /// <summary>Returns the elements with their dimensions reordered.</summary>
    /// <param name="data">The elements, row-major.</param>
    /// <param name="shape">The shape before.</param>
    /// <param name="order">For each new dimension the old one.</param>
    internal static byte[] Permute(ReadOnlySpan<byte> data, IReadOnlyList<int> shape, int[] order)
    {
        var count = shape.Aggregate(1, (product, size) => product * size);
        var size = count == 0 ? 0 : data.Length / count;
        var strides = new int[shape.Count];
        for (var (i, stride) = (shape.Count - 1, size); i >= 0; stride *= shape[i--]) strides[i] = stride;
        var result = new byte[data.Length];
        var index = new int[order.Length];
        for (var at = 0; at < result.Length; at += size)
        {
            var from = 0;
            for (var i = 0; i < order.Length; i++) from += index[i] * strides[order[i]];
            data.Slice(from, size).CopyTo(result.AsSpan(at));
            for (var i = order.Length - 1; i >= 0 && ++index[i] == shape[order[i]]; i--) index[i] = 0;
        }

        return result;
    }
}
