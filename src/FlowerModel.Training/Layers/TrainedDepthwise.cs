using FlowerModel.Training.Kernels;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Layers;

/// <summary>A depthwise convolution with what is fused into it: batch normalization with fixed statistics, and ReLU or ReLU6.</summary>
internal sealed unsafe class TrainedDepthwise : TrainedLayer
{
    private readonly FoldedKernel folded;
    private readonly WindowGeometry window;
    private readonly FloatBuffer scaled; // [kernelSize, kernelSize, channels]
    private readonly FloatBuffer zeros; // [channels]

    /// <param name="name">Keras' name.</param>
    /// <param name="kernels">Compute.</param>
    /// <param name="input">[height, width, channels].</param>
    /// <param name="output">[outputHeight, outputWidth, channels].</param>
    /// <param name="folded">The weights.</param>
    /// <param name="window">Sizes.</param>
    public TrainedDepthwise(string name, TrainingKernels kernels, LayerInput input, FeatureMap output, FoldedKernel folded, WindowGeometry window)
        : base(name, kernels, [input], output)
    {
        (this.folded, this.window) = (folded, window);
        scaled = new FloatBuffer(folded.Kernel.Values.Length);
        zeros = new FloatBuffer(folded.Columns);
    }

    public override IReadOnlyList<TrainedWeight> Weights => folded.Weights;

    public override void Prepare()
    {
        folded.Prepare();
        var kernel = folded.Kernel.Values;
        if (folded.Scale == null) kernel.Span.CopyTo(scaled.Span);
        else Kernels.ScaleShift(kernel.Pointer, folded.Inner, folded.Columns, folded.Scale, zeros.Pointer, ClampRange.None, scaled.Pointer);
    }

    public override void Forward(in MicroBatch batch) =>
        Kernels.Depthwise(window, batch.Images, batch.Value(Inputs[0].Map), scaled.Pointer, folded.Shift, Output.Clamp, batch.Value(Output));

    public override void Backward(in MicroBatch batch)
    {
        var input = Inputs[0];
        var gradient = batch.Gradient(Output);
        if (batch.BeginsSlot) folded.ClearSlot(batch.Slot);
        Kernels.DepthwiseWeightGradient(
            window, batch.Images, batch.Value(input.Map), gradient, folded.KernelSum(batch.Slot), folded.BiasSum(batch.Slot));
        if (input.Map.NeedsGradient) Kernels.DepthwiseInputGradient(window, batch.Images, gradient, scaled.Pointer, batch.Target(input));
    }

    public override void Finish(int slots) => folded.Finish(slots);
}
