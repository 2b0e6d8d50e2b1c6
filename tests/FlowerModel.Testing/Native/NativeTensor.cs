namespace FlowerModel.Testing.Native;

/// <summary>An input or output as TensorFlow Lite describes it.</summary>
/// <param name="Name">Name of the tensor in the file.</param>
/// <param name="TypeName">The element type as the library names it, for example <c>FLOAT32</c> or <c>INT8</c>.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Scale">Scale of the whole tensor; 0 if it is not quantized.</param>
/// <param name="ZeroPoint">Zero point of the whole tensor; 0 if it is not quantized.</param>
public sealed record NativeTensor(string Name, string TypeName, IReadOnlyList<int> Shape, int Bytes, float Scale, int ZeroPoint);
