using FlowerModel.Training.Kernels;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Layers;

/// <summary>
/// Kernel and bias of a convolution, into which a batch normalization with fixed statistics is folded: it is a scale and a shift, so it needs no pass
/// over the activations, and the gradients of kernel, gamma and beta follow from those of the folded kernel and bias.
/// </summary>
internal sealed unsafe class FoldedKernel
{
    private const int FinishedFloats = 4096; // 16 KB: sum, gradient and kernel stay in the first-level cache or near it.
    private readonly TrainingKernels kernels;
    private readonly TrainedWeight? bias;
    private readonly NormalizationWeights? norm;
    private readonly FloatBuffer? scale; // [columns]; null = ones
    private readonly FloatBuffer shift; // [columns]
    private readonly FloatBuffer zeros; // [columns]
    private readonly FloatBuffer products; // [2, columns]
    private readonly GradientSlots kernelSlots; // [inner, columns] each
    private readonly GradientSlots biasSlots; // [columns] each

    /// <param name="kernels">Compute.</param>
    /// <param name="kernel">[.., columns] or, depthwise, [.., columns, 1].</param>
    /// <param name="bias">[columns]; null where there is none.</param>
    /// <param name="norm">The batch normalization behind it; null where there is none.</param>
    /// <param name="columns">Channels of the output.</param>
    public FoldedKernel(TrainingKernels kernels, TrainedWeight kernel, TrainedWeight? bias, NormalizationWeights? norm, int columns)
    {
        (this.kernels, Kernel, this.bias, this.norm, Columns) = (kernels, kernel, bias, norm, columns);
        Inner = kernel.Values.Length / columns;
        scale = norm is null ? null : new FloatBuffer(columns);
        shift = new FloatBuffer(columns);
        zeros = new FloatBuffer(columns);
        products = new FloatBuffer(2 * columns);
        kernelSlots = new GradientSlots(kernel.Values.Length);
        biasSlots = new GradientSlots(columns);
        Weights = [kernel, .. bias is null ? [] : new[] { bias }, .. norm?.All ?? []];
    }

    /// <summary>The kernel as it is trained.</summary>
    public TrainedWeight Kernel { get; }

    /// <summary>Products per element of the output.</summary>
    public int Inner { get; }

    /// <summary>Channels of the output.</summary>
    public int Columns { get; }

    /// <summary>All weights, in Keras' order.</summary>
    public IReadOnlyList<TrainedWeight> Weights { get; }

    /// <summary>Scale of each column of the kernel; null = ones.</summary>
    public float* Scale => scale is null ? null : scale.Pointer;

    /// <summary>The folded bias.</summary>
    public float* Shift => shift.Pointer;

    /// <summary>Sum of the folded kernel's gradients in a slot.</summary>
    public float* KernelSum(int slot) => kernelSlots[slot];

    /// <summary>Sum of the folded bias' gradients in a slot.</summary>
    public float* BiasSum(int slot) => biasSlots[slot];

    /// <summary>Computes scale and shift from the weights.</summary>
    public void Prepare()
    {
        for (var n = 0; n < Columns; n++)
        {
            var own = bias is null ? 0 : bias.Values.Span[n];
            if (norm is null)
            {
                shift.Span[n] = own;
                continue;
            }

            scale!.Span[n] = (float)(norm.Gamma.Values.Span[n] * norm.InverseDeviation(n));
            shift.Span[n] = (float)(norm.Beta.Values.Span[n] + ((own - norm.Mean.Values.Span[n]) * (double)scale.Span[n]));
        }
    }

    /// <summary>Sets the sums of a slot to zeros.</summary>
    public void ClearSlot(int slot)
    {
        kernelSlots.Clear(slot);
        biasSlots.Clear(slot);
    }

    /// <summary>Computes the gradients of the weights from the slots.</summary>
    /// <param name="slots">Slots in use.</param>
    public void Finish(int slots)
    {
        products.Span.Clear();
        var blockRows = Math.Max(1, FinishedFloats / Columns);
        for (var row = 0; row < Inner; row += blockRows) FinishRows(slots, row, Math.Min(blockRows, Inner - row));
        var dShift = new ReadOnlySpan<float>(biasSlots.Sum(slots, kernels), Columns);
        if (norm is null)
        {
            if (bias is { IsTrained: true }) dShift.CopyTo(bias.Gradient.Span);
            return;
        }

        for (var n = 0; n < Columns; n++)
        {
            var own = bias is null ? 0 : bias.Values.Span[n];
            var ofScale = products.Span[Columns + n] + (dShift[n] * ((double)own - norm.Mean.Values.Span[n]));
            if (norm.Gamma.IsTrained) norm.Gamma.Gradient.Span[n] = (float)(ofScale * norm.InverseDeviation(n));
            if (norm.Beta.IsTrained) norm.Beta.Gradient.Span[n] = dShift[n];
            if (bias is { IsTrained: true }) bias.Gradient.Span[n] = dShift[n] * scale!.Span[n];
        }
    }

    /// <summary>The gradient of some rows of the kernel, and their part of the sums for gamma, while they are in the cache.</summary>
    private void FinishRows(int slots, int row, int rows)
    {
        var from = row * Columns;
        var dKernel = kernelSlots.Sum(slots, kernels, from, rows * Columns); // [rows, columns]
        if (norm is null)
        {
            if (Kernel.IsTrained) new ReadOnlySpan<float>(dKernel, rows * Columns).CopyTo(Kernel.Gradient.Span[from..]);
            return;
        }

        if (Kernel.IsTrained) kernels.ScaleShift(dKernel, rows, Columns, Scale, zeros.Pointer, ClampRange.None, Kernel.Gradient.Pointer + from);
        kernels.ChannelSums(dKernel, Kernel.Values.Pointer + from, zeros.Pointer, rows, Columns, products.Pointer, products.Pointer + Columns);
    }
}
