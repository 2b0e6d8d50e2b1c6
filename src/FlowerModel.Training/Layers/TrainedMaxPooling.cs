using FlowerModel.Training.Kernels;

namespace FlowerModel.Training.Layers;

/// <summary>The maximum of each window, per channel. The gradient goes to the first position that has the maximum.</summary>
/// <param name="name">Keras' name.</param>
/// <param name="kernels">Compute.</param>
/// <param name="input">[height, width, channels].</param>
/// <param name="output">[outputHeight, outputWidth, channels].</param>
/// <param name="window">Sizes.</param>
/// <param name="includesZeros">True if the padding consists of zeros, which can be the maximum; false if it is left out.</param>
internal sealed unsafe class TrainedMaxPooling(
    string name, TrainingKernels kernels, LayerInput input, FeatureMap output, WindowGeometry window, bool includesZeros)
    : TrainedLayer(name, kernels, [input], output)
{
    private const int Outside = -1;

    public override void Forward(in MicroBatch batch)
    {
        float* x = batch.Value(Inputs[0].Map), y = batch.Value(Output);
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        for (var image = 0; image < batch.Images; image++, x += Inputs[0].Map.Size)
        {
            for (var position = 0; position < Output.Positions; position++, y += window.Channels)
            {
                var seen = Taps(position, taps);
                for (var c = 0; c < window.Channels; c++)
                {
                    var first = FirstMaximum(seen, x, c);
                    y[c] = first == Outside ? 0 : x[(first * window.Channels) + c];
                }
            }
        }
    }

    public override void Backward(in MicroBatch batch)
    {
        var input = Inputs[0].Map;
        if (!input.NeedsGradient) return;
        var target = batch.Target(Inputs[0]);
        float* x = batch.Value(input), gradient = batch.Gradient(Output), to = target.Gradient;
        var length = batch.Images * input.Size;
        if (!target.Accumulate) new Span<float>(to, length).Clear();
        Span<WindowTap> taps = stackalloc WindowTap[WindowGeometry.MaxTaps];
        for (var image = 0; image < batch.Images; image++, x += input.Size, to += input.Size)
        {
            for (var position = 0; position < Output.Positions; position++, gradient += window.Channels)
            {
                var seen = Taps(position, taps);
                for (var c = 0; c < window.Channels; c++)
                {
                    var first = FirstMaximum(seen, x, c);
                    if (first != Outside) to[(first * window.Channels) + c] += gradient[c];
                }
            }
        }

        if (target.Activation != null)
            Kernels.PassGradient(target.Gradient, length, new GradientTarget(target.Gradient, false, target.Activation, target.Clamp));
    }

    private ReadOnlySpan<WindowTap> Taps(int position, Span<WindowTap> taps) =>
        taps[..window.TapsOfOutput(position / window.OutputWidth, position % window.OutputWidth, taps)];

    /// <summary>The position with the maximum, or <see cref="Outside"/> if that is a zero of the padding.</summary>
    private int FirstMaximum(ReadOnlySpan<WindowTap> taps, float* x, int channel)
    {
        var hasZero = includesZeros && taps.Length < window.KernelSize * window.KernelSize;
        var (first, largest) = (Outside, hasZero ? 0 : float.NegativeInfinity);
        foreach (var tap in taps)
        {
            var value = x[(tap.Position * window.Channels) + channel];
            // NaN is the maximum, so that a diverging training shows.
            if (value > largest || (first == Outside && value == largest) || float.IsNaN(value)) (first, largest) = (tap.Position, value);
        }

        return first;
    }
}
