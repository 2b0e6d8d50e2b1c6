using FlowerModel.Runtime.Inference;

namespace FlowerModel.Runtime;

/// <summary>Copies one tensor of a run as real numbers.</summary>
internal sealed class TensorTap
{
    private readonly int tensor;

    /// <param name="tensor">The tensor's index in the model's main graph.</param>
    /// <param name="count">The number of its elements.</param>
    public TensorTap(int tensor, int count)
    {
        this.tensor = tensor;
        Values = new float[count];
        Observer = Observe;
    }

    /// <summary>The elements, once a run with <see cref="Observer"/> has finished.</summary>
    public float[] Values { get; }

    /// <summary>Pass this to the run. Kept, so that a run with a tap that is used again allocates nothing.</summary>
    public TensorObserver Observer { get; }

    private void Observe(ObservedTensor observed)
    {
        if (observed.Index == this.tensor) observed.CopyTo(Values);
    }
}
