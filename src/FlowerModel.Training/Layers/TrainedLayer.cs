using FlowerModel.Training.Kernels;

namespace FlowerModel.Training.Layers;

/// <summary>A layer with its gradients. It works on one micro-batch at a time and holds nothing of it; activations are in the arena.</summary>
/// <param name="name">Keras' name of it, or of the first of the layers that it stands for.</param>
/// <param name="kernels">Compute.</param>
/// <param name="inputs">What it takes in.</param>
/// <param name="output">What it makes.</param>
internal abstract class TrainedLayer(string name, TrainingKernels kernels, IReadOnlyList<LayerInput> inputs, FeatureMap output)
{
    /// <summary>Keras' name.</summary>
    public string Name { get; } = name;

    /// <summary>What it takes in.</summary>
    public IReadOnlyList<LayerInput> Inputs { get; } = inputs;

    /// <summary>What it makes.</summary>
    public FeatureMap Output { get; } = output;

    /// <summary>Its weights, in Keras' order.</summary>
    public virtual IReadOnlyList<TrainedWeight> Weights => [];

    /// <summary>Where its scratch stands in the arena.</summary>
    public int ScratchOffset { get; set; }

    /// <summary>
    /// True where it needs sums over the whole batch: all micro-batches have to come as far as <see cref="Gather"/> before one goes on with
    /// <see cref="Forward"/>, and likewise backward.
    /// </summary>
    public virtual bool NeedsWholeBatch => false;

    /// <summary>Computes.</summary>
    protected TrainingKernels Kernels { get; } = kernels;

    /// <summary>Floats of scratch that it needs for a micro-batch.</summary>
    /// <param name="images">Images of the micro-batch.</param>
    public virtual int ScratchLength(int images) => 0;

    /// <summary>Brings changed weights into the order that kernels read; before every step.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>Computes the output from the inputs.</summary>
    public abstract void Forward(in MicroBatch batch);

    /// <summary>Computes the gradients of inputs and weights from that of the output.</summary>
    public abstract void Backward(in MicroBatch batch);

    /// <summary>Turns the sums of all slots into gradients of the weights.</summary>
    /// <param name="slots">Slots in use.</param>
    public virtual void Finish(int slots)
    {
    }

    /// <summary>Before <see cref="Forward"/>: this micro-batch's part of the sums over the batch.</summary>
    public virtual void Gather(in MicroBatch batch)
    {
    }

    /// <summary>Combines the parts of all micro-batches, in their order.</summary>
    /// <param name="microBatches">How many there are.</param>
    /// <param name="images">Images of the batch.</param>
    public virtual void Combine(int microBatches, int images)
    {
    }

    /// <summary>As <see cref="Gather"/>, before <see cref="Backward"/>.</summary>
    public virtual void GatherGradients(in MicroBatch batch)
    {
    }

    /// <summary>As <see cref="Combine"/>, before <see cref="Backward"/>.</summary>
    public virtual void CombineGradients(int microBatches, int images)
    {
    }
}
