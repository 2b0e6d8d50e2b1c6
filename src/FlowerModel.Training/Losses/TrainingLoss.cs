namespace FlowerModel.Training.Losses;

/// <summary>What training makes small: a number per image, of which a batch takes the mean.</summary>
internal abstract unsafe class TrainingLoss
{
    /// <summary>The loss of one image.</summary>
    /// <param name="outputs">Outputs of the network.</param>
    /// <param name="targets">What they ought to be.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="factor">Multiplies the gradient: 1 / images of the batch.</param>
    /// <param name="gradient">Receives the gradient of the outputs.</param>
    public abstract double Compute(float* outputs, float* targets, int length, double factor, float* gradient);
}
