namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>The padding of a PAD operator that became part of the convolution behind it.</summary>
/// <param name="Input">The index of the tensor before the padding, which the convolution reads.</param>
/// <param name="Top">Rows of zeros before the first.</param>
/// <param name="Bottom">Rows of zeros after the last.</param>
/// <param name="Left">Columns of zeros before the first.</param>
/// <param name="Right">Columns of zeros after the last.</param>
internal sealed record ImplicitPadding(int Input, int Top, int Bottom, int Left, int Right);
