using FlowerModel.Runtime.Numerics;
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
    public override void Forward(in MicroBatch batch)
    {
        float* x = batch.Value(Inputs[0].Map), factor = batch.Value(Inputs[1].Map), y = batch.Value(Output);
        var channels = Output.Shape.Channels;
        for (var image = 0; image < batch.Images; image++, factor += channels)
        {
            for (var position = 0; position < Output.Positions; position++, x += channels, y += channels)
            {
                for (var c = 0; c < channels; c++) y[c] = x[c] * factor[c];
            }
        }
    }

    public override void Backward(in MicroBatch batch)
    {
        float* x = batch.Value(Inputs[0].Map), factor = batch.Value(Inputs[1].Map), gradient = batch.Gradient(Output);
        var channels = Output.Shape.Channels;
        for (var image = 0; image < batch.Images; image++)
        {
            var place = image * Output.Size;
            for (var c = 0; c < channels; c++)
            {
                // The factors first, as the second input comes first backward, and a sum over positions in order.
                if (Inputs[1].Map.NeedsGradient)
                {
                    var sum = 0f;
                    for (var at = place + c; at < place + Output.Size; at += channels) sum = FusedMultiplyAdd.Of(gradient[at], x[at], sum);
                    batch.Target(Inputs[1]).Pass((image * channels) + c, sum);
                }

                if (!Inputs[0].Map.NeedsGradient) continue;
                var target = batch.Target(Inputs[0]);
                for (var at = place + c; at < place + Output.Size; at += channels) target.Pass(at, gradient[at] * factor[(image * channels) + c]);
            }
        }
    }
}
