using FlowerModel.Distiller.Training;

namespace FlowerModel.Distiller.Tests.Training;

public class StudentBatchesTests
{
    [Fact]
    public void Mirroring_exchanges_columns_and_keeps_rows_and_channels()
    {
        float[] map = [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70, 8, 80, 9, 90]; // 3 x 3, two channels

        StudentBatches.Mirror(map, 3, 2);

        Assert.Equal([3, 30, 2, 20, 1, 10, 6, 60, 5, 50, 4, 40, 9, 90, 8, 80, 7, 70], map);
    }

    [Fact]
    public void Mixing_blends_two_examples_with_each_other()
    {
        float[] first = [4, 8], second = [0, 16];

        StudentBatches.Mix(first, second, 0.75f);

        Assert.Equal([3, 10], first);
        Assert.Equal([1, 14], second);
    }
}
