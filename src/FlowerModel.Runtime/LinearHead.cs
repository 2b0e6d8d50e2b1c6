namespace FlowerModel.Runtime;

/// <summary>A head that averages a feature map and multiplies the mean by a matrix.</summary>
/// <param name="Map">Index of the feature map's tensor, of shape [1, height, width, channels].</param>
/// <param name="Width">Number of columns of the map.</param>
/// <param name="Height">Number of rows of the map.</param>
/// <param name="Channels">Number of channels of the map.</param>
/// <param name="Kernel">The weights, of shape [classes, channels].</param>
/// <param name="Bias">The bias of each class.</param>
internal sealed record LinearHead(int Map, int Width, int Height, int Channels, float[] Kernel, float[] Bias)
{
    /// <summary>The number of elements of the feature map.</summary>
    public int Length => Width * Height * Channels;

    /// <summary>Returns how much each place of a feature map contributes to the logit of a class, row by row from the top left.</summary>
    public float[] Contributions(ReadOnlySpan<float> map, int index)
    {
        var values = new float[Width * Height];
        var row = Kernel.AsSpan(index * Channels, Channels);
        for (var place = 0; place < values.Length; place++)
        {
            // Summed one by one, so that the trainer's report has the same bytes on every machine.
            var at = map.Slice(place * Channels, Channels);
            var sum = 0f;
            for (var channel = 0; channel < at.Length; channel++) sum += row[channel] * at[channel];
            values[place] = sum;
        }

        return values;
    }
}
