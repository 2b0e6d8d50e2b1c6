using FlowerModel.Training.Kernels;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Layers;

/// <summary>
/// Clears a share of the values while training and scales the others up. What is cleared depends on the step's seed, the layer and the image's place
/// in the batch, so the backward pass draws it again instead of keeping it.
/// </summary>
/// <param name="name">Keras' name.</param>
/// <param name="kernels">Compute.</param>
/// <param name="input">Any shape.</param>
/// <param name="output">The same.</param>
/// <param name="rate">Share that is cleared, 0 to below 1.</param>
/// <param name="place">Place among the layers.</param>
internal sealed unsafe class TrainedDropout(string name, TrainingKernels kernels, LayerInput input, FeatureMap output, double rate, int place)
    : TrainedLayer(name, kernels, [input], output)
{
    private readonly float factor = (float)(1 / (1 - rate));

    public override void Forward(in MicroBatch batch)
    {
        float* x = batch.Value(Inputs[0].Map), y = batch.Value(Output);
        if (!batch.Training)
        {
            new ReadOnlySpan<float>(x, batch.Images * Output.Size).CopyTo(new Span<float>(y, batch.Images * Output.Size));
            return;
        }

        for (var image = 0; image < batch.Images; image++, x += Output.Size, y += Output.Size)
        {
            var random = Draw(batch, image);
            for (var i = 0; i < Output.Size; i++) y[i] = random.NextDouble() < rate ? 0 : x[i] * factor;
        }
    }

    public override void Backward(in MicroBatch batch)
    {
        if (!Inputs[0].Map.NeedsGradient) return;
        var gradient = batch.Gradient(Output);
        var target = batch.Target(Inputs[0]);
        for (var image = 0; image < batch.Images; image++)
        {
            var random = Draw(batch, image);
            for (var at = image * Output.Size; at < (image + 1) * Output.Size; at++)
                target.Pass(at, random.NextDouble() < rate ? 0 : gradient[at] * factor);
        }
    }

    private RandomStream Draw(in MicroBatch batch, int image) => RandomStream.For(batch.Seed, place, batch.FirstImage + image);
}
