using FlowerModel.Training.Kernels;

namespace FlowerModel.Training.Layers;

/// <summary>Adds a fixed number to each element of an image.</summary>
/// <param name="name">Its name.</param>
/// <param name="kernels">Compute.</param>
/// <param name="input">Any shape.</param>
/// <param name="output">The same.</param>
/// <param name="offset">The numbers, one per element of an image; they are not trained.</param>
internal sealed unsafe class TrainedOffset(string name, TrainingKernels kernels, LayerInput input, FeatureMap output, TrainedWeight offset)
    : TrainedLayer(name, kernels, [input], output)
{
    public override IReadOnlyList<TrainedWeight> Weights => [offset];

    public override void Forward(in MicroBatch batch)
    {
        float* x = batch.Value(Inputs[0].Map), y = batch.Value(Output);
        for (var image = 0; image < batch.Images; image++, x += Output.Size, y += Output.Size)
            Kernels.Add(x, offset.Values.Pointer, Output.Size, y);
    }

    public override void Backward(in MicroBatch batch)
    {
        if (Inputs[0].Map.NeedsGradient) Kernels.PassGradient(batch.Gradient(Output), batch.Images * Output.Size, batch.Target(Inputs[0]));
    }
}
