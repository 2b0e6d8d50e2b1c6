using System.Diagnostics;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>
/// Walks up to <see cref="Rank"/> dimensions of several tensors in parallel, each with its own steps. A step of 0 repeats elements
/// (broadcasting) or accumulates them (reduction).
/// </summary>
internal static class Strided
{
    /// <summary>The maximum number of dimensions.</summary>
    public const int Rank = 5;

    /// <summary>Prepends ones to a shape, so that it has <see cref="Rank"/> dimensions.</summary>
    public static int[] Extend(ReadOnlySpan<int> shape)
    {
        Debug.Assert(shape.Length <= Rank);
        var extended = new int[Rank];
        Array.Fill(extended, 1);
        shape.CopyTo(extended.AsSpan(Rank - shape.Length));
        return extended;
    }

    /// <summary>Returns the steps of a row-major tensor; 0 along dimensions of length 1.</summary>
    public static int[] Steps(ReadOnlySpan<int> extended)
    {
        var steps = new int[Rank];
        var step = 1;
        for (var d = Rank - 1; d >= 0; d--)
        {
            steps[d] = extended[d] == 1 ? 0 : step;
            step *= extended[d];
        }

        return steps;
    }

    /// <summary>Enumerates the positions in two tensors for each element of <paramref name="shape"/>, in row-major order.</summary>
    public static IEnumerable<(int First, int Second)> Walk(int[] shape, int[] firstSteps, int[] secondSteps)
    {
        for (var a = 0; a < shape[0]; a++)
        {
            for (var b = 0; b < shape[1]; b++)
            {
                for (var c = 0; c < shape[2]; c++)
                {
                    for (var d = 0; d < shape[3]; d++)
                    {
                        for (var e = 0; e < shape[4]; e++)
                        {
                            yield return (
                                (a * firstSteps[0]) + (b * firstSteps[1]) + (c * firstSteps[2]) + (d * firstSteps[3]) + (e * firstSteps[4]),
                                (a * secondSteps[0]) + (b * secondSteps[1]) + (c * secondSteps[2]) + (d * secondSteps[3])
                                    + (e * secondSteps[4]));
                        }
                    }
                }
            }
        }
    }
}
