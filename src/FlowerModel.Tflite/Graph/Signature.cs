namespace FlowerModel.Tflite;

/// <summary>A SignatureDef: names under which callers find inputs and outputs of a subgraph.</summary>
/// <param name="Key">Name of the signature; <see cref="ServingDefault"/> where there is one.</param>
/// <param name="Inputs">Names of inputs.</param>
/// <param name="Outputs">Names of outputs.</param>
/// <param name="Subgraph">Index of the subgraph.</param>
public sealed record Signature(
    string Key, IReadOnlyList<SignatureTensor> Inputs, IReadOnlyList<SignatureTensor> Outputs, int Subgraph = 0)
{
    /// <summary>The key that TensorFlow's converter gives to a model's only signature.</summary>
    public const string ServingDefault = "serving_default";
}

/// <summary>A name in a signature.</summary>
/// <param name="Name">Name that the caller uses.</param>
/// <param name="Tensor">Index of the tensor in the signature's subgraph.</param>
public sealed record SignatureTensor(string Name, int Tensor);
