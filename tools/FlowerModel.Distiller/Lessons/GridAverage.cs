namespace FlowerModel.Distiller.Lessons;

/// <summary>Averages a feature map to another height and width, as PyTorch's <c>adaptive_avg_pool2d</c> does.</summary>
internal static class GridAverage
{
    /// <summary>
    /// Computes the averages. Cell i covers the rows from floor(i * size / grid) to ceil((i + 1) * size / grid), and likewise the columns, so
    /// neighboring cells overlap where the sizes do not divide.
    /// </summary>
    /// <param name="map">[size, size, channels].</param>
    /// <param name="size">Height and width of the map.</param>
    /// <param name="grid">Height and width of the result.</param>
    /// <param name="result">Receives [grid, grid, channels].</param>
    public static void Compute(ReadOnlySpan<float> map, int size, int grid, Span<float> result)
    {
        var channels = map.Length / (size * size);
        for (var row = 0; row < grid; row++)
        {
            for (var column = 0; column < grid; column++)
            {
                var cell = result.Slice(((row * grid) + column) * channels, channels);
                Average(map, size, Limits(row, size, grid), Limits(column, size, grid), cell);
            }
        }
    }

    private static (int From, int To) Limits(int cell, int size, int grid) => (cell * size / grid, (((cell + 1) * size) + grid - 1) / grid);

    private static void Average(ReadOnlySpan<float> map, int size, (int From, int To) rows, (int From, int To) columns, Span<float> cell)
    {
        cell.Clear();
        for (var row = rows.From; row < rows.To; row++)
        {
            for (var column = columns.From; column < columns.To; column++)
            {
                var position = map.Slice(((row * size) + column) * cell.Length, cell.Length);
                for (var c = 0; c < cell.Length; c++) cell[c] += position[c];
            }
        }

        var positions = (rows.To - rows.From) * (columns.To - columns.From);
        for (var c = 0; c < cell.Length; c++) cell[c] /= positions;
    }
}
