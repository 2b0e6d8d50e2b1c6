using FlowerModel.Training.Kernels;

namespace FlowerModel.Training.Layers;

/// <summary>Adds two inputs: the end of a shortcut.</summary>
/// <param name="name">Keras' name.</param>
/// <param name="kernels">Compute.</param>
/// <param name="left">Any shape.</param>
/// <param name="right">The same.</param>
/// <param name="output">The same.</param>
internal sealed unsafe class TrainedAdd(string name, TrainingKernels kernels, LayerInput left, LayerInput right, FeatureMap output)
    : TrainedLayer(name, kernels, [left, right], output)
{
    public override void Forward(in MicroBatch batch) =>
        Kernels.Add(batch.Value(Inputs[0].Map), batch.Value(Inputs[1].Map), batch.Images * Output.Size, batch.Value(Output));

    public override void Backward(in MicroBatch batch)
    {
        // Backward, the second input comes first.
        for (var i = 1; i >= 0; i--)
        {
            if (Inputs[i].Map.NeedsGradient) Kernels.PassGradient(batch.Gradient(Output), batch.Images * Output.Size, batch.Target(Inputs[i]));
        }
    }
}

/// <summary>Multiplies activations by one factor per image and channel: the end of a squeeze-and-excite branch.</summary>
/// <param name="name">Keras' name.</param>
/// <param name="kernels">Compute.</param>
/// <param name="input">[height, width, channels].</param>
/// <param name="factors">[1, 1, channels].</param>
/// <param name="output">[height, width, channels].</param>
internal sealed unsafe class TrainedMultiply(string name, TrainingKernels kernels, LayerInput input, LayerInput factors, FeatureMap output)
    : TrainedLayer(name, kernels, [input, factors], output)
{
    // The factors of NormalizationInputGradient, of which all but the first are zero.
    public override int ScratchLength(int images) => 4 * Output.Shape.Channels;

    public override void Forward(in MicroBatch batch)
    {
        float* x = batch.Value(Inputs[0].Map), factor = batch.Value(Inputs[1].Map), y = batch.Value(Output);
        var channels = Output.Shape.Channels;
        var zeros = Zeros(batch, 1);
        for (var image = 0; image < batch.Images; image++, factor += channels, x += Output.Size, y += Output.Size)
            Kernels.ScaleShift(x, Output.Positions, channels, factor, zeros, ClampRange.None, y);
    }

    public override void Backward(in MicroBatch batch)
    {
        float* x = batch.Value(Inputs[0].Map), factor = batch.Value(Inputs[1].Map), gradient = batch.Gradient(Output);
        var channels = Output.Shape.Channels;
        for (var image = 0; image < batch.Images; image++, x += Output.Size, gradient += Output.Size, factor += channels)
        {
            // The factors first, as the second input comes first backward.
            if (Inputs[1].Map.NeedsGradient)
            {
                float* sums = Zeros(batch, 3), products = sums + channels, mean = products + channels;
                Kernels.ChannelSums(gradient, x, mean, Output.Positions, channels, sums, products);
                Kernels.PassGradient(products, channels, batch.Target(Inputs[1]).At((nint)image * channels));
            }

            if (!Inputs[0].Map.NeedsGradient) continue;
            var factors = Zeros(batch, 4);
            new ReadOnlySpan<float>(factor, channels).CopyTo(new Span<float>(factors, channels));
            var target = batch.Target(Inputs[0]).At((nint)image * Output.Size);
            Kernels.NormalizationInputGradient(gradient, x, Output.Positions, channels, factors, target);
        }
    }

    private float* Zeros(in MicroBatch batch, int vectors)
    {
        var scratch = batch.Arena + ScratchOffset;
        new Span<float>(scratch, vectors * Output.Shape.Channels).Clear();
        return scratch;
    }
}
