using FlowerModel.Training.Kernels;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Layers;

/// <summary>Multiplies each channel by a constant and adds another.</summary>
internal sealed unsafe class TrainedScale : TrainedLayer
{
    private readonly FloatBuffer scale;
    private readonly FloatBuffer shift;

    /// <param name="name">Keras' name.</param>
    /// <param name="kernels">Compute.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="output">The same.</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    public TrainedScale(string name, TrainingKernels kernels, LayerInput input, FeatureMap output, IReadOnlyList<float> scale, IReadOnlyList<float> shift)
        : base(name, kernels, [input], output)
    {
        (this.scale, this.shift) = (new FloatBuffer(scale.Count), new FloatBuffer(shift.Count));
        for (var c = 0; c < scale.Count; c++) (this.scale.Span[c], this.shift.Span[c]) = (scale[c], shift[c]);
    }

    public override void Forward(in MicroBatch batch) => Kernels.ScaleShift(
        batch.Value(Inputs[0].Map), batch.Images * Output.Positions, Output.Shape.Channels, scale.Pointer, shift.Pointer, ClampRange.None, batch.Value(Output));

    public override void Backward(in MicroBatch batch)
    {
        if (!Inputs[0].Map.NeedsGradient) return;
        var gradient = batch.Gradient(Output);
        var target = batch.Target(Inputs[0]);
        for (var i = 0; i < batch.Images * Output.Size; i++) target.Pass(i, gradient[i] * scale.Span[i % Output.Shape.Channels]);
    }
}
