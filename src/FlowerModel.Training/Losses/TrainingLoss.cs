namespace FlowerModel.Training.Losses;

/// <summary>What training makes small: a number per image, of which a batch takes the mean.</summary>
internal abstract unsafe class TrainingLoss
{
    /// <summary>Returns the number of targets of an image: by default, as many as outputs.</summary>
    /// <param name="outputs">Number of outputs of an image.</param>
    public virtual int TargetLength(int outputs) => outputs;

    /// <summary>The loss of one image.</summary>
    /// <param name="outputs">Outputs of the network.</param>
    /// <param name="targets">What they ought to be, see <see cref="TargetLength"/>.</param>
    /// <param name="length">Number of outputs.</param>
    /// <param name="factor">Multiplies the gradient: 1 / images of the batch.</param>
    /// <param name="gradient">Receives the gradient of the outputs.</param>
    public abstract double Compute(float* outputs, float* targets, int length, double factor, float* gradient);
}
