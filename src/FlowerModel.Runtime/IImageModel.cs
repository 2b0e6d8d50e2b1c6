namespace FlowerModel.Runtime;

/// <summary>A model with a type of its own, such as the class that FlowerModel.Sdk generates.</summary>
public interface IImageModel : IDisposable
{
    /// <summary>Returns the classifier that runs the model. It belongs to this object, which disposes of it.</summary>
    ImageClassifier AsImageClassifier();
}
