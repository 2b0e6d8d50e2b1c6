namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Positions of a depthwise convolution that are computed together. Distances are in elements.</summary>
/// <param name="Rows">The number of rows of positions.</param>
/// <param name="Columns">The number of positions per row.</param>
/// <param name="Right">From one column of the kernel to the next, in the input.</param>
/// <param name="Step">From one position to the next, in the input.</param>
/// <param name="RowStep">From one row of positions to the next, in the input.</param>
/// <param name="ResultStep">From one position to the next, in the output.</param>
/// <param name="ResultRowStep">From one row of positions to the next, in the output.</param>
internal readonly record struct DepthwiseGrid(int Rows, int Columns, nint Right, nint Step, nint RowStep, nint ResultStep, nint ResultRowStep);
