using FlowerModel.Training.Kernels;
using FlowerModel.Training.Kernels.Reference;
using FlowerModel.Training.Kernels.Vectorized;
using FlowerModel.Training.Memory;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Tests.Kernels;

/// <summary>Every kernel at every width of this machine gives the reference's bits.</summary>
public sealed unsafe class VectorizedKernelTests
{
    private static readonly ScalarTrainingKernels Reference = new();
    private RandomStream random = new(7);

    public static TheoryData<int> Widths => [.. Enumerable.Range(0, VectorWidths.Available.Count)];

    private static readonly ClampRange[] Clamps = [ClampRange.None, new ClampRange(0, float.PositiveInfinity), new ClampRange(0, 6)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Products(int width)
    {
        var kernels = VectorWidths.Available[width];
        (int Rows, int Inner, int Columns)[] shapes =
            [(1, 1, 1), (7, 3, 5), (6, 16, 32), (13, 350, 33), (196, 24, 40), (205, 700, 37), (1, 1280, 5), (460, 200, 70)];
        foreach (var (rows, inner, columns) in shapes)
        {
            var a = Floats(rows * inner);
            var b = Floats(inner * columns);
            var bias = Floats(columns);
            var scale = Floats(columns);
            var activation = Floats(rows * columns, 8);
            foreach (var clamp in Clamps)
            {
                AssertSame(kernels, rows * columns, (k, y) =>
                {
                    var packed = new FloatBuffer(k.PackedLength(inner, columns));
                    k.PackKernel(b.Pointer, scale.Pointer, inner, columns, packed.Pointer);
                    k.Product(a.Pointer, rows, inner, packed.Pointer, columns, rows % 2 == 0 ? null : bias.Pointer, clamp, y);
                });
                foreach (var accumulate in new[] { false, true })
                {
                    AssertSame(kernels, rows * columns, (k, y) =>
                    {
                        var packed = new FloatBuffer(k.PackedLength(inner, columns));
                        // A kernel [columns, inner], transposed.
                        k.PackTransposed(b.Pointer, null, columns, inner, packed.Pointer);
                        k.ProductInputGradient(
                            a.Pointer, rows, inner, packed.Pointer, columns,
                            new GradientTarget(y, accumulate, clamp.IsActive ? activation.Pointer : null, clamp));
                    });
                }
            }

            foreach (var accumulate in new[] { false, true })
            {
                AssertSame(kernels, (inner * columns) + columns, (k, y) =>
                {
                    var scratch = new FloatBuffer(k.WeightGradientScratch(inner, columns));
                    k.ProductWeightGradient(a.Pointer, inner, activation.Pointer, columns, rows, accumulate, y, y + (inner * columns), scratch.Pointer);
                });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void DepthwiseConvolutions(int width)
    {
        var kernels = VectorWidths.Available[width];
        foreach (var size in new[] { 3, 5 })
        {
            foreach (var stride in new[] { 1, 2 })
            {
                foreach (var (height, columns, channels) in new[] { (7, 5, 1), (8, 6, 37), (9, 9, 64), (5, 6, 100), (1, 1, 3), (2, 13, 8) })
                {
                    foreach (var (top, left) in new[] { (size / 2, size / 2), (0, 1), (0, 0) })
                    {
                        int Outputs(int input) => Math.Max(1, (input + stride - 1) / stride);
                        var window = new WindowGeometry(height, columns, channels, size, stride, top, left, Outputs(height), Outputs(columns));
                        Depthwise(kernels, window, 3);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Elements_and_channels(int width)
    {
        var kernels = VectorWidths.Available[width];
        foreach (var (rows, channels) in new[] { (1, 1), (5, 7), (9, 48), (3, 61) })
        {
            var length = rows * channels;
            var a = Floats(length, 7);
            var b = Floats(length);
            var perChannel = Floats(4 * channels);
            var p = perChannel.Pointer;
            foreach (var clamp in Clamps)
            {
                AssertSame(kernels, length, (k, y) => k.ScaleShift(a.Pointer, rows, channels, p, p + channels, clamp, y));
                foreach (var accumulate in new[] { false, true })
                {
                    GradientTarget Target(float* y) => new(y, accumulate, clamp.IsActive ? a.Pointer : null, clamp);
                    AssertSame(kernels, length, (k, y) => k.NormalizationInputGradient(b.Pointer, a.Pointer, rows, channels, p, Target(y)));
                    AssertSame(kernels, length, (k, y) => k.PassGradient(b.Pointer, length, Target(y)));
                }
            }

            AssertSame(kernels, 2 * channels, (k, y) => k.ChannelSums(a.Pointer, b.Pointer, p, rows, channels, y, y + channels));
            AssertSame(kernels, channels, (k, y) => k.CenteredSquares(a.Pointer, p, rows, channels, y));
            AssertSame(kernels, length, (k, y) => k.Add(a.Pointer, b.Pointer, length, y));
            AssertSame(kernels, length, (k, y) => k.Average(a.Pointer, length, 0.3f, y));
            AssertSame(kernels, 3 * length, (k, y) =>
            {
                for (var i = length; i < 2 * length; i++) y[i] = MathF.Abs(y[i]);
                var factors = new AdamFactors(0.1f, 0.001f, 0.01f, 1e-7f, 0.999f);
                for (var step = 0; step < 3; step++) k.Adam(a.Pointer, length, factors, y, y + length, y + (2 * length));
            });
        }
    }

    [Fact]
    public void A_value_that_is_no_number_stays_one() => Assert.True(float.IsNaN(new ClampRange(0, 6).Clamp(float.NaN)));

    private void Depthwise(TrainingKernels kernels, WindowGeometry window, int images)
    {
        var channels = window.Channels;
        var x = Floats(images * window.InputPositions * channels, 7);
        var dy = Floats(images * window.OutputPositions * channels);
        var kernel = Floats(window.KernelSize * window.KernelSize * channels);
        var bias = Floats(channels);
        foreach (var clamp in Clamps)
        {
            AssertSame(kernels, dy.Length, (k, y) => k.Depthwise(window, images, x.Pointer, kernel.Pointer, bias.Pointer, clamp, y));
            foreach (var accumulate in new[] { false, true })
            {
                AssertSame(kernels, x.Length, (k, y) => k.DepthwiseInputGradient(
                    window, images, dy.Pointer, kernel.Pointer, new GradientTarget(y, accumulate, clamp.IsActive ? x.Pointer : null, clamp)));
            }
        }

        AssertSame(kernels, kernel.Length + channels, (k, y) =>
            k.DepthwiseWeightGradient(window, images, x.Pointer, dy.Pointer, y, y + kernel.Length));
    }

    private delegate void Kernel(TrainingKernels kernels, float* result);

    /// <summary>Runs a kernel twice on the same floats, some of which it may overwrite, and behind which it must write nothing.</summary>
    private void AssertSame(TrainingKernels kernels, int length, Kernel kernel)
    {
        var expected = Floats(length + 64);
        var actual = new FloatBuffer(length + 64);
        expected.Span.CopyTo(actual.Span);
        kernel(Reference, expected.Pointer);
        kernel(kernels, actual.Pointer);
        Assert.True(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected.Span).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(actual.Span)));
    }

    private FloatBuffer Floats(int length, float range = 2)
    {
        var buffer = new FloatBuffer(length);
        random.Fill(buffer.Span, -range, range);
        return buffer;
    }
}
