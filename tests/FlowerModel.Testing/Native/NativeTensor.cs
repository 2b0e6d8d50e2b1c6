namespace FlowerModel.Testing.Native;

/// <summary>An input or output as TensorFlow Lite describes it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="TypeName">The library's word for the element type, for example <c>FLOAT32</c> or <c>INT8</c>.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Scale">Scale of the whole tensor; 0 where it is not quantized.</param>
/// <param name="ZeroPoint">Zero point, likewise.</param>
public sealed record NativeTensor(string Name, string TypeName, IReadOnlyList<int> Shape, int Bytes, float Scale, int ZeroPoint);
