using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Calibration;

/// <summary>The first step: runs a float32 model over images and collects statistics of each activation's values.</summary>
internal static class Calibrator
{
    /// <summary>Number of parts the work is divided into. The same on every machine, so that the sums are too.</summary>
    private const int Parts = 8;

    /// <summary>Returns statistics of the input and of each operator's output, by tensor index.</summary>
    /// <param name="model">A float32 model with one input.</param>
    /// <param name="images">The images.</param>
    /// <param name="indices">Indices of the images to run.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="QuantizationException">An image produces a value that is not finite.</exception>
    internal static IReadOnlyDictionary<int, TensorStatistics> Run(
        Model model, CalibrationImages images, IReadOnlyList<int> indices, CancellationToken cancellation)
    {
        var interpreter = new Interpreter(model);
        var parts = new Dictionary<int, TensorStatistics>[Math.Min(Parts, indices.Count)];
        Parallel.For(0, parts.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, part =>
        {
            var statistics = parts[part] = [];
            var output = new byte[interpreter.Outputs.Sum(tensor => tensor.ByteSize)];
            for (var i = part; i < indices.Count; i += parts.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                interpreter.Run(MemoryMarshal.AsBytes(images[indices[i]]), output, tensor => Observe(statistics, tensor));
            }
        });
        var whole = parts[0];
        foreach (var (index, statistics) in parts.Skip(1).SelectMany(part => part)) whole[index].Add(statistics);
        return whole;
    }

    private static void Observe(Dictionary<int, TensorStatistics> statistics, ObservedTensor tensor)
    {
        if (tensor.Descriptor.Type != TensorType.Float32) return;
        if (!statistics.TryGetValue(tensor.Index, out var own))
        {
            var channels = tensor.Descriptor.Shape is [.., var last] ? last : 1;
            statistics.Add(tensor.Index, own = new TensorStatistics(channels));
        }

        if (!own.TryAdd(tensor.Floats))
            throw new QuantizationException($"'{tensor.Descriptor.Name}' has values that are not finite: the model cannot be calibrated");
    }
}
