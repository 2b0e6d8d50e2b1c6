using FlowerModel.Training.Kernels;
using FlowerModel.Training.Memory;

namespace FlowerModel.Training.Layers;

/// <summary>
/// Sums over a batch that do not depend on the number of threads: micro-batch i adds to slot i mod <see cref="Count"/>, a slot belongs to one thread
/// during a step, and in the end slots are added from first to last.
/// </summary>
internal sealed unsafe class GradientSlots
{
    /// <summary>Number of slots; more threads than this find nothing to do.</summary>
    public const int Count = 8;

    private readonly FloatBuffer[] slots = new FloatBuffer[Count];

    /// <param name="length">Floats of the sum.</param>
    public GradientSlots(int length)
    {
        for (var i = 0; i < Count; i++) slots[i] = new FloatBuffer(length);
    }

    /// <summary>The sum of a slot.</summary>
    public float* this[int slot] => slots[slot].Pointer;

    /// <summary>Sets a slot to zeros, for sums that only add.</summary>
    public void Clear(int slot) => slots[slot].Span.Clear();

    /// <summary>Adds the slots up; the sum stands in the first.</summary>
    /// <param name="used">Slots of this step.</param>
    /// <param name="kernels">Adds.</param>
    public float* Sum(int used, TrainingKernels kernels) => Sum(used, kernels, 0, slots[0].Length);

    /// <summary>Adds a range of the slots up.</summary>
    /// <param name="used">Slots of this step.</param>
    /// <param name="kernels">Adds.</param>
    /// <param name="from">First float of the range.</param>
    /// <param name="length">Its floats.</param>
    /// <returns>The range of the first slot, which holds the sums.</returns>
    public float* Sum(int used, TrainingKernels kernels, int from, int length)
    {
        var sum = slots[0].Pointer + from;
        for (var i = 1; i < used; i++) kernels.Add(sum, slots[i].Pointer + from, length, sum);
        return sum;
    }
}
