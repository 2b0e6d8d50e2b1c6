namespace FlowerModel.Runtime;

/// <summary>Is called for each image that an <see cref="ImageClassifier"/> has processed: the hook for metrics.</summary>
internal abstract class ClassifierObserver
{
    /// <summary>Called on the thread that processed the image.</summary>
    /// <param name="duration">The time for decoding, resizing and inference, without reading a file or stream.</param>
    /// <param name="isKnown">False if the best score is below the model's threshold.</param>
    /// <param name="error">What the call throws; otherwise null.</param>
    public abstract void Processed(TimeSpan duration, bool isKnown, Exception? error);
}
