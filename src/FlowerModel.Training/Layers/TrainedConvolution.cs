using FlowerModel.Training.Kernels;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Layers;

/// <summary>
/// A convolution of any kernel, or a dense layer, with what is fused into it: batch normalization with fixed statistics, and ReLU or ReLU6. A kernel 1x1
/// multiplies the input itself; any other the windows' patches, [images * positions, kernelSize * kernelSize * channels].
/// </summary>
internal sealed unsafe class TrainedConvolution : TrainedLayer
{
    private readonly FoldedKernel folded;
    private readonly WindowGeometry window;
    private readonly FloatBuffer packed;
    private readonly FloatBuffer packedTransposed;

    /// <param name="name">Keras' name.</param>
    /// <param name="kernels">Compute.</param>
    /// <param name="input">[height, width, channels].</param>
    /// <param name="output">[outputHeight, outputWidth, columns].</param>
    /// <param name="folded">The weights.</param>
    /// <param name="window">Sizes.</param>
    public TrainedConvolution(string name, TrainingKernels kernels, LayerInput input, FeatureMap output, FoldedKernel folded, WindowGeometry window)
        : base(name, kernels, [input], output)
    {
        (this.folded, this.window) = (folded, window);
        packed = new FloatBuffer(kernels.PackedLength(folded.Inner, folded.Columns));
        packedTransposed = new FloatBuffer(input.Map.NeedsGradient ? kernels.PackedLength(folded.Columns, folded.Inner) : 0);
    }

    private FeatureMap Input => Inputs[0].Map;

    private bool HasPatches => window.KernelSize > 1 || window.Stride > 1;

    public override IReadOnlyList<TrainedWeight> Weights => folded.Weights;

    public override int ScratchLength(int images) =>
        checked(PatchFloats(images) + Kernels.WeightGradientScratch(folded.Inner, folded.Columns));

    public override void Prepare()
    {
        folded.Prepare();
        Kernels.PackKernel(folded.Kernel.Values.Pointer, folded.Scale, folded.Inner, folded.Columns, packed.Pointer);
        if (Input.NeedsGradient)
            Kernels.PackTransposed(folded.Kernel.Values.Pointer, folded.Scale, folded.Inner, folded.Columns, packedTransposed.Pointer);
    }

    public override void Forward(in MicroBatch batch) => Kernels.Product(
        Rows(batch), batch.Images * Output.Positions, folded.Inner, packed.Pointer, folded.Columns, folded.Shift, Output.Clamp, batch.Value(Output));

    public override void Backward(in MicroBatch batch)
    {
        var rows = batch.Images * Output.Positions;
        var gradient = batch.Gradient(Output); // [rows, columns]
        var scratch = batch.Arena + ScratchOffset + PatchFloats(batch.Images);
        Kernels.ProductWeightGradient(
            Rows(batch), folded.Inner, gradient, folded.Columns, rows, !batch.BeginsSlot, folded.KernelSum(batch.Slot), folded.BiasSum(batch.Slot), scratch);
        if (!Input.NeedsGradient) return;
        var target = batch.Target(Inputs[0]);
        if (!HasPatches)
        {
            Kernels.ProductInputGradient(gradient, rows, folded.Columns, packedTransposed.Pointer, folded.Inner, target);
            return;
        }

        var patches = batch.Arena + ScratchOffset;
        Kernels.ProductInputGradient(gradient, rows, folded.Columns, packedTransposed.Pointer, folded.Inner, new GradientTarget(patches));
        AddPatches(patches, batch.Images, target);
    }

    public override void Finish(int slots) => folded.Finish(slots);

    private int PatchFloats(int images) => HasPatches ? checked(images * Output.Positions * folded.Inner) : 0;

    private float* Rows(in MicroBatch batch)
    {
        var x = batch.Value(Input);
        if (!HasPatches) return x;
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        float* patches = batch.Arena + ScratchOffset, patch = patches;
        for (var image = 0; image < batch.Images; image++, x += Input.Size)
        {
            for (var position = 0; position < Output.Positions; position++, patch += folded.Inner)
            {
                var count = window.TapsOfOutput(position / window.OutputWidth, position % window.OutputWidth, taps);
                if (count * window.Channels < folded.Inner) new Span<float>(patch, folded.Inner).Clear();
                foreach (var tap in taps[..count])
                {
                    var from = new ReadOnlySpan<float>(x + ((nint)tap.Position * window.Channels), window.Channels);
                    from.CopyTo(new Span<float>(patch + ((nint)tap.Weight * window.Channels), window.Channels));
                }
            }
        }

        return patches;
    }

    /// <summary>Adds the patches' gradients to the input's, position after position.</summary>
    private void AddPatches(float* patch, int images, GradientTarget target)
    {
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        var length = images * Input.Size;
        if (!target.Accumulate) new Span<float>(target.Gradient, length).Clear();
        var to = target.Gradient;
        for (var image = 0; image < images; image++, to += Input.Size)
        {
            for (var position = 0; position < Output.Positions; position++, patch += folded.Inner)
            {
                var count = window.TapsOfOutput(position / window.OutputWidth, position % window.OutputWidth, taps);
                foreach (var tap in taps[..count])
                {
                    var place = to + ((nint)tap.Position * window.Channels);
                    Kernels.Add(place, patch + ((nint)tap.Weight * window.Channels), window.Channels, place);
                }
            }
        }

        if (target.Activation != null)
            Kernels.PassGradient(target.Gradient, length, new GradientTarget(target.Gradient, false, target.Activation, target.Clamp));
    }
}
