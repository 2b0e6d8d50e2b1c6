using FlowerModel.Training.Kernels;

namespace FlowerModel.Training.Layers;

/// <summary>The mean over all positions, per channel.</summary>
/// <param name="name">Keras' name.</param>
/// <param name="kernels">Compute.</param>
/// <param name="input">[height, width, channels].</param>
/// <param name="output">[1, 1, channels].</param>
internal sealed unsafe class TrainedPooling(string name, TrainingKernels kernels, LayerInput input, FeatureMap output)
    : TrainedLayer(name, kernels, [input], output)
{
    public override int ScratchLength(int images) => Output.Size;

    public override void Forward(in MicroBatch batch)
    {
        var input = Inputs[0].Map;
        float* x = batch.Value(input), y = batch.Value(Output);
        for (var image = 0; image < batch.Images; image++, y += Output.Size)
        {
            new Span<float>(y, Output.Size).Clear();
            for (var position = 0; position < input.Positions; position++, x += Output.Size) Kernels.Add(y, x, Output.Size, y);
            for (var c = 0; c < Output.Size; c++) y[c] /= input.Positions;
        }
    }

    public override void Backward(in MicroBatch batch)
    {
        var input = Inputs[0].Map;
        if (!input.NeedsGradient) return;
        var target = batch.Target(Inputs[0]);
        float* gradient = batch.Gradient(Output), part = batch.Arena + ScratchOffset; // [channels]
        nint at = 0;
        for (var image = 0; image < batch.Images; image++, gradient += Output.Size)
        {
            for (var c = 0; c < Output.Size; c++) part[c] = gradient[c] / input.Positions;
            for (var position = 0; position < input.Positions; position++, at += Output.Size) Kernels.PassGradient(part, Output.Size, target.At(at));
        }
    }
}
