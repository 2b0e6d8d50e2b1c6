namespace FlowerModel.Tflite;

/// <summary>A SignatureDef: the names by which callers refer to the inputs and outputs of a subgraph.</summary>
/// <param name="Key">The name of the signature; <see cref="ServingDefault"/> if the model has only one.</param>
/// <param name="Inputs">The names of the inputs.</param>
/// <param name="Outputs">The names of the outputs.</param>
/// <param name="Subgraph">The index of the subgraph.</param>
public sealed record Signature(
    string Key, IReadOnlyList<SignatureTensor> Inputs, IReadOnlyList<SignatureTensor> Outputs, int Subgraph = 0)
{
    /// <summary>The key that TensorFlow's converter gives to a model's only signature.</summary>
    public const string ServingDefault = "serving_default";
}

/// <summary>An input or output in a signature.</summary>
/// <param name="Name">The name that callers use.</param>
/// <param name="Tensor">The index of the tensor in the signature's subgraph.</param>
public sealed record SignatureTensor(string Name, int Tensor);
