using FlowerModel.Distiller.Numerics;

namespace FlowerModel.Distiller.Initialization;

/// <summary>What is measured inside a block of the narrow network before its channels are chosen.</summary>
/// <param name="Expanded">Statistics of the first convolution's output.</param>
/// <param name="Filtered">Statistics of the depthwise convolution's output.</param>
/// <param name="Moments">Moments of the depthwise convolution's activations and the block's targets.</param>
internal sealed record BlockSums(RunningStatistics Expanded, RunningStatistics Filtered, Moments Moments)
{
    /// <summary>Measures some images.</summary>
    /// <param name="block">The block with all of the teacher's inner channels.</param>
    /// <param name="group">Indices of the images.</param>
    /// <param name="inputs">The block's input by image.</param>
    /// <param name="targets">The block's targets by image, [positions, outputs].</param>
    /// <param name="channels">Number of inner channels.</param>
    /// <param name="outputs">Number of the block's outputs.</param>
    public static BlockSums Measure(
        NarrowBlock block, IEnumerable<int> group, float[][] inputs, float[][] targets, int channels, int outputs)
    {
        var sums = new BlockSums(new RunningStatistics(channels), new RunningStatistics(channels), new Moments(channels, outputs));
        foreach (var image in group)
        {
            block.Run(inputs[image]);
            sums.Expanded.Add(block.Expanded);
            sums.Filtered.Add(block.Filtered);
            sums.Moments.Add(block.Hidden, targets[image]);
        }

        return sums;
    }

    /// <summary>Adds the sums of other images.</summary>
    public void Add(BlockSums other)
    {
        Expanded.Add(other.Expanded);
        Filtered.Add(other.Filtered);
        Moments.Add(other.Moments);
    }
}
