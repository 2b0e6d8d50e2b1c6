using FlowerModel.Networks.Layers;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Tests.Judge;

namespace FlowerModel.Training.Tests.Layers;

/// <summary>Outputs and gradients of every layer against TorchSharp in double precision, and the same bits with any number of threads.</summary>
[Collection(JudgedTests.Name)]
public sealed class LayerTests
{
    private static readonly GraphOptions Options = new() { BatchSize = 40 };

    public static TheoryData<int, int, int, int> Windows => new(
        from kernel in new[] { 1, 3, 5 }
        from stride in new[] { 1, 2 }
        from images in new[] { 1, 9 }
        from channels in new[] { 1, 19 }
        select (kernel, stride, images, channels));

    [Theory]
    [MemberData(nameof(Windows))]
    public void Convolutions(int kernel, int stride, int images, int channels)
    {
        foreach (var padding in new[] { PaddingMode.Same, PaddingMode.Valid })
        {
            var layer = new ConvolutionLayer("conv", "input", 7, kernel, stride, padding, HasBias: true);
            Check([layer, new ActivationLayer("relu", "conv", ActivationFunction.Relu6)], new FeatureShape(7, 6, channels), images);
            Check([layer, .. NormAndRelu("conv")], new FeatureShape(6, 9, channels), images);
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void DepthwiseConvolutions(int kernel, int stride, int images, int channels)
    {
        var layer = new DepthwiseConvolutionLayer("conv", "input", kernel, stride, PaddingMode.Same, HasBias: true);
        Check([layer, new ActivationLayer("relu", "conv", ActivationFunction.Relu)], new FeatureShape(7, 6, channels), images);
        Check([layer, .. NormAndRelu("conv")], new FeatureShape(6, 9, channels), images);
        foreach (var size in new[] { 8, 9 })
        {
            Check(
                [
                    new ZeroPaddingLayer("pad", "input", ZeroPadding.Correct(Math.Max(3, kernel))),
                    new DepthwiseConvolutionLayer("conv", "pad", kernel, stride, PaddingMode.Valid, HasBias: false),
                    .. NormAndRelu("conv"),
                ],
                new FeatureShape(size, size, channels), images);
        }
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 9)]
    [InlineData(true, 2)]
    [InlineData(true, 9)]
    [InlineData(true, 33)]
    public void BatchNormalizations(bool batchStatistics, int images)
    {
        var options = Options with { BatchStatistics = batchStatistics };
        Check(NormAndRelu("input"), new FeatureShape(5, 3, 7), images, options);
        Check(
            [
                new ConvolutionLayer("conv", "input", 21, 1, 1, PaddingMode.Same, HasBias: false), .. NormAndRelu("conv"),
                new DepthwiseConvolutionLayer("depthwise", "conv_relu", 3, 2, PaddingMode.Same, HasBias: false), .. NormAndRelu("depthwise"),
            ],
            new FeatureShape(5, 6, 3), images, options, 1e-4);
    }

    [Theory]
    [InlineData(ActivationFunction.Linear)]
    [InlineData(ActivationFunction.Relu)]
    [InlineData(ActivationFunction.Relu6)]
    [InlineData(ActivationFunction.Sigmoid)]
    [InlineData(ActivationFunction.HardSigmoid)]
    [InlineData(ActivationFunction.Swish)]
    [InlineData(ActivationFunction.HardSwish)]
    public void Activations(ActivationFunction function) =>
        Check([new ActivationLayer("activation", "input", function)], new FeatureShape(3, 5, 7), 5);

    /// <summary>A value with three consumers, whose fused activation is undone once, and squeeze-and-excite.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Branches_and_squeeze_excite(int images) => Check(
        [
            new ConvolutionLayer("stem", "input", 12, 3, 1, PaddingMode.Same, HasBias: true),
            new ActivationLayer("stem_relu", "stem", ActivationFunction.Relu6),
            new GlobalPoolingLayer("squeeze", "stem_relu", PoolingKind.Average),
            new ConvolutionLayer("reduce", "squeeze", 3, 1, 1, PaddingMode.Same, HasBias: true),
            new ActivationLayer("reduce_swish", "reduce", ActivationFunction.Swish),
            new ConvolutionLayer("expand", "reduce_swish", 12, 1, 1, PaddingMode.Same, HasBias: true),
            new ActivationLayer("gate", "expand", ActivationFunction.Sigmoid),
            new MultiplyLayer("excite", "stem_relu", "gate"),
            new DepthwiseConvolutionLayer("mix", "excite", 5, 1, PaddingMode.Same, HasBias: false),
            new AddLayer("add", "stem_relu", "mix"),
        ],
        new FeatureShape(5, 4, 3), images);

    [Fact]
    public void Scaled_channels() => Check(
        [
            new ConvolutionLayer("conv", "input", 5, 3, 1, PaddingMode.Same, HasBias: true),
            new ActivationLayer("relu", "conv", ActivationFunction.Relu6),
            new ChannelScaleLayer("scale", "relu", [0.5f, 2, -1, 0.25f, 3], [1, 0, -2, 0.5f, 0.1f]),
            new ActivationLayer("swish", "scale", ActivationFunction.Swish),
        ],
        new FeatureShape(5, 4, 3), 9);

    /// <summary>With zeros that belong to the windows and with padding that does not, behind ReLU and not.</summary>
    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(9, 3, 2)]
    [InlineData(2, 2, 1)]
    public void MaxPoolings(int images, int size, int stride)
    {
        foreach (var shape in new[] { new FeatureShape(8, 7, 5), new FeatureShape(7, 6, 19) })
        {
            Check([new PoolingLayer("pool", "input", PoolingKind.Max, size, stride, PaddingMode.Same)], shape, images);
            Check([new PoolingLayer("pool", "input", PoolingKind.Max, size, stride, PaddingMode.Valid)], shape, images);
            Check(
                [
                    new OffsetLayer("offset", "input"), .. NormAndRelu("offset"),
                    new ZeroPaddingLayer("pad", "offset_relu", ZeroPadding.Fixed(1, 0)),
                    new PoolingLayer("pool", "pad", PoolingKind.Max, size, stride, PaddingMode.Valid),
                    new ConvolutionLayer("conv", "pool", 3, 1, 1, PaddingMode.Same, HasBias: false),
                ],
                shape, images);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Heads(bool linear) => Check(
        linear ? HeadLists.Linear("input", 5, 0) : HeadLists.Convolution("input", 32, 5, 0), new FeatureShape(5, 4, 40), 9);

    private static Layer[] NormAndRelu(string input) =>
    [
        new BatchNormalizationLayer(input + "_bn", input, 1e-3, 0.9),
        new ActivationLayer(input + "_relu", input + "_bn", ActivationFunction.Relu6),
    ];

    private static void Check(IReadOnlyList<Layer> layers, FeatureShape input, int images, GraphOptions? options = null, double tolerance = 2e-5)
    {
        new Trial(layers, input, images, options ?? Options).AssertAgrees(tolerance);
        var expected = new Trial(layers, input, images, options ?? Options).Run(threads: 1);
        foreach (var threads in new[] { 2, 3, 8 })
        {
            foreach (var (name, values) in new Trial(layers, input, images, options ?? Options).Run(threads)) Assert.Equal(expected[name], values);
        }
    }
}
