using FlowerModel.Distiller.Lessons;

namespace FlowerModel.Distiller.Tests.Lessons;

public class GridAverageTests
{
    /// <summary>Both cells of an axis of three cover two, as in PyTorch's <c>adaptive_avg_pool2d</c>.</summary>
    [Fact]
    public void Cells_overlap_where_the_sizes_do_not_divide()
    {
        float[] map = [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70, 8, 80, 9, 90]; // 3 x 3, two channels
        var result = new float[8];

        GridAverage.Compute(map, 3, 2, result);

        Assert.Equal([3, 30, 4, 40, 6, 60, 7, 70], result);
    }

    [Fact]
    public void A_grid_of_the_maps_size_changes_nothing()
    {
        float[] map = [1, 2, 3, 4];
        var result = new float[4];

        GridAverage.Compute(map, 2, 2, result);

        Assert.Equal(map, result);
    }
}
