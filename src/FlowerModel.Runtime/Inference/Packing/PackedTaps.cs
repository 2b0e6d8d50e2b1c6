using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Packing;

/// <summary>
/// The weights of an int8 depthwise convolution in blocks of channels, each as wide as two vectors of ints, or one of 16-bit words. Kernel taps are packed
/// in pairs, because the machine's instruction multiplies and adds pairs of words. If the channels are not a multiple of the width of a block, the last
/// block starts earlier and repeats some work.
/// </summary>
internal sealed class PackedTaps
{
    private readonly AlignedMemory memory;

    /// <param name="window">Shapes; at least <paramref name="blockWidth"/> channels.</param>
    /// <param name="pairs">The pairs of taps, by their indices in the kernel; a negative index is a weight of zero. Each tap must occur exactly once.</param>
    /// <param name="kernel">Kernel height, kernel width, channels.</param>
    /// <param name="bias">One value per channel.</param>
    /// <param name="requantization">How sums are converted to results; its zero points are folded into the bias and the weights.</param>
    /// <param name="blockWidth">The number of channels per block.</param>
    public PackedTaps(
        SlidingWindow window,
        (int First, int Second)[] pairs,
        ReadOnlySpan<sbyte> kernel,
        ReadOnlySpan<int> bias,
        Requantization requantization,
        int blockWidth)
    {
        Channels = window.Input.Channels;
        BlockWidth = blockWidth;
        Pairs = pairs.Length;
        Blocks = (Channels + blockWidth - 1) / blockWidth;
        var taps = window.KernelHeight * window.KernelWidth;
        var order = Order();
        var (folded, absolute, multipliers) = (new int[order.Length], new long[order.Length], new QuantizedMultiplier[order.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            var (channel, sum) = (order[i], 0);
            for (var tap = 0; tap < taps; tap++)
            {
                var weight = kernel[(tap * Channels) + channel] - requantization.KernelZeroPoint;
                sum += weight;
                absolute[i] += Math.Abs(weight);
            }

            folded[i] = unchecked(bias[channel] - (requantization.InputZeroPoint * sum));
            multipliers[i] = requantization.Multipliers[channel];
        }

        Requantization = new PackedRequantization(requantization with { Multipliers = multipliers }, folded, absolute, folded.Length);
        var factor = Requantization.IsDoubled ? 2 : 1;
        memory = new AlignedMemory(checked(order.Length * pairs.Length * sizeof(int)));
        for (var i = 0; i < order.Length; i++)
        {
            var (block, place) = Math.DivRem(i, blockWidth);
            for (var pair = 0; pair < pairs.Length; pair++)
            {
                memory.Ints[(((block * pairs.Length) + pair) * blockWidth) + place] =
                    PackedGroups.Pair(Weight(kernel, pairs[pair].First, order[i]), Weight(kernel, pairs[pair].Second, order[i]));
            }
        }

        short Weight(ReadOnlySpan<sbyte> kernel, int tap, int channel) =>
            tap < 0 ? (short)0 : (short)(factor * (kernel[(tap * Channels) + channel] - requantization.KernelZeroPoint));
    }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>The number of channels per block.</summary>
    public int BlockWidth { get; }

    /// <summary>The number of blocks.</summary>
    public int Blocks { get; }

    /// <summary>The number of pairs of taps.</summary>
    public int Pairs { get; }

    /// <summary>The biases and factors, in the order of the blocks.</summary>
    public PackedRequantization Requantization { get; }

    /// <summary>Returns a block's pairs one after the other, each as wide as the block.</summary>
    public ReadOnlySpan<int> Block(int block) => memory.Ints.Slice(block * Pairs * BlockWidth, Pairs * BlockWidth);

    /// <summary>Returns the first channel of a block.</summary>
    public int FirstChannel(int block) => Math.Min(block * BlockWidth, Channels - BlockWidth);

    /// <summary>Returns the channel at each position: the first vector has the first four of every eight channels, the second the last four.</summary>
    private int[] Order()
    {
        var order = new int[Blocks * BlockWidth];
        for (var i = 0; i < order.Length; i++)
        {
            var (block, place) = Math.DivRem(i, BlockWidth);
            var (high, lane) = Math.DivRem(place, BlockWidth / 2);
            order[i] = FirstChannel(block) + (lane / 4 * 8) + (high * 4) + (lane % 4);
        }

        return order;
    }
}
