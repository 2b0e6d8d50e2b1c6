using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Networks;

namespace FlowerModel.Distiller.Initialization;

/// <summary>
/// Derives a student's initial weights from the teacher's by making it narrower, layer by layer, without gradients. The linear outputs of
/// blocks that share a shortcut are reduced to their principal components. Inside a block, the channels that best explain the block's
/// output are kept. Every 1x1 convolution is the least-squares fit to the output of the teacher's, given the narrow network's activations.
/// </summary>
/// <remarks>The result is far from the teacher, but it has the filters for edges, textures and colors that a few images cannot teach.</remarks>
internal sealed class NarrowedTeacher
{
    private const int FirstBlock = 1; // after the stem
    private const int EndOfBlocks = 18; // the last convolution
    private readonly KerasWeights source;
    private readonly TeacherRuns teacher;
    private readonly SizedNetwork wide;
    private readonly SizedNetwork narrow;
    private readonly IReadOnlyList<float[]> images;
    private readonly CancellationToken cancellation;
    private readonly float[][] activations; // of the narrow network at the boundary that has been reached, one image per element
    private readonly StudentLayers layers = new();

    private NarrowedTeacher(
        KerasWeights source, SizedNetwork wide, SizedNetwork narrow, IReadOnlyList<float[]> images, CancellationToken cancellation)
    {
        (this.source, this.wide, this.narrow, this.images, this.cancellation) = (source, wide.Resized(narrow.ImageSize), narrow, images, cancellation);
        teacher = new TeacherRuns(source, this.wide, images, cancellation);
        activations = [.. images];
    }

    /// <summary>Makes a teacher narrower.</summary>
    /// <param name="teacher">The teacher's weights.</param>
    /// <param name="wide">The teacher's width.</param>
    /// <param name="narrow">Width and image size of the student.</param>
    /// <param name="images">Prepared images of the student's size, [size, size, 3] each.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="ArgumentException">The student is wider than the teacher.</exception>
    public static KerasWeights Create(
        KerasWeights teacher, SizedNetwork wide, SizedNetwork narrow, IReadOnlyList<float[]> images, CancellationToken cancellation)
    {
        if (narrow.Alpha > wide.Alpha)
            throw new ArgumentException("A teacher cannot be made wider; let the student start from random weights.", nameof(narrow));
        return new NarrowedTeacher(teacher, wide, narrow, images, cancellation).Run();
    }

    private KerasWeights Run()
    {
        var bases = Bases();
        for (var block = FirstBlock; block < EndOfBlocks; block++) AddBlock(InvertedResidual.All[block], bases[block]);
        AddLast();
        return layers.ToWeights();
    }

    /// <summary>The principal components of each block's output, [wide channels, narrow channels]; blocks that a shortcut joins share theirs.</summary>
    private Matrix[] Bases()
    {
        int[] outputs = [.. Enumerable.Range(FirstBlock + 1, EndOfBlocks - FirstBlock)]; // boundaries
        var moments = teacher.Sum(
            outputs,
            () => outputs.Select(boundary => new Moments(wide.BoundaryShape(boundary).Channels, targets: 0)).ToArray(),
            (sums, _, values) =>
            {
                for (var i = 0; i < outputs.Length; i++) sums[i].Add(values(i), []);
            },
            (sums, others) =>
            {
                for (var i = 0; i < outputs.Length; i++) sums[i].Add(others[i]);
            });
        var bases = new Matrix[EndOfBlocks];
        for (var first = FirstBlock; first < EndOfBlocks;)
        {
            var end = first + 1;
            while (end < EndOfBlocks && InvertedResidual.All[end].HasShortcut) end++;
            var together = moments[first - FirstBlock].InputCovariance();
            for (var other = first + 1; other < end; other++) together.Add(moments[other - FirstBlock].InputCovariance());
            var components = PrincipalComponents.Compute(together, narrow.BoundaryShape(first + 1).Channels);
            for (; first < end; first++) bases[first] = components;
        }

        return bases;
    }

    private void AddBlock(InvertedResidual block, Matrix components)
    {
        var isStem = block.Expansion == 1; // The first block has no expansion: its inner channels are the stem's.
        var (first, firstNorm) = isStem ? ("Conv1", "bn_Conv1") : (block.Name + "_expand", block.Name + "_expand_BN");
        var expansion = FoldedConvolution.Read(source, first, firstNorm);
        var depthwise = FoldedConvolution.Read(source, block.Name + "_depthwise", block.Name + "_depthwise_BN");
        var targets = new float[images.Count][];
        var inputs = AddTargets(block, isStem, components, targets);
        if (!isStem) (expansion, _, _) = Fitted(inputs, expansion);
        var input = narrow.BoundaryShape(isStem ? 0 : block.Index);
        NarrowBlock Inner() => new(input, isStem, expansion, depthwise, block.Stride);

        var sums = ImageGroups.Run(
            images.Count,
            group => BlockSums.Measure(Inner(), group, activations, targets, expansion.Outputs, components.Columns),
            (all, other) => all.Add(other), cancellation);
        var chosen = sums.Moments.Choose(isStem ? narrow.BoundaryShape(1).Channels : input.Channels * block.Expansion);
        var fit = sums.Moments.Fit(chosen);
        (expansion, depthwise) = (expansion.Select(chosen), depthwise.Select(chosen));
        var projection = new FoldedConvolution(fit.Weights, fit.Offset);
        double[] Kept(double[] values) => [.. chosen.Select(i => values[i])];
        layers.AddUnit(first, firstNorm, isStem ? 3 : 1, expansion, Kept(sums.Expanded.Mean), Kept(sums.Expanded.Variance));
        layers.AddUnit(
            block.Name + "_depthwise", block.Name + "_depthwise_BN", 3, depthwise, Kept(sums.Filtered.Mean), Kept(sums.Filtered.Variance),
            isDepthwise: true);
        layers.AddUnit(block.Name + "_project", block.Name + "_project_BN", 1, projection, sums.Moments.TargetMean, fit.Variance);
        Advance(Inner, projection, block.HasShortcut);
    }

    /// <summary>Computes each image's targets: the next activations of the narrow network, less those that a shortcut adds.</summary>
    /// <returns>Moments of the narrow network's activations and the teacher's at the block's input.</returns>
    private Moments AddTargets(InvertedResidual block, bool isStem, Matrix components, float[][] targets)
    {
        var toComponents = new FoldedConvolution(components, new double[components.Columns]);
        int[] boundaries = isStem ? [block.Index + 1] : [block.Index, block.Index + 1];
        return teacher.Sum(
            boundaries,
            () => isStem ? new Moments(0, 0) : InputMoments(block.Index),
            (moments, image, values) =>
            {
                if (!isStem) moments.Add(activations[image], values(0));
                var next = values(boundaries.Length - 1);
                targets[image] = new float[next.Length / components.Rows * components.Columns];
                Convolutions.Pointwise(next, toComponents, targets[image]);
                if (!block.HasShortcut) return;
                for (var i = 0; i < targets[image].Length; i++) targets[image][i] -= activations[image][i];
            },
            (all, other) =>
            {
                if (!isStem) all.Add(other);
            });
    }

    private void AddLast()
    {
        var moments = teacher.Sum(
            [EndOfBlocks], () => InputMoments(EndOfBlocks), (sums, image, values) => sums.Add(activations[image], values(0)), (all, other) => all.Add(other));
        var (convolution, mean, variance) = Fitted(moments, FoldedConvolution.Read(source, "Conv_1", "Conv_1_bn"));
        layers.AddUnit("Conv_1", "Conv_1_bn", 1, convolution, mean, variance);
    }

    private Moments InputMoments(int boundary) => new(narrow.BoundaryShape(boundary).Channels, wide.BoundaryShape(boundary).Channels);

    /// <summary>The 1x1 convolution of the narrow activations whose output is closest to the teacher's, with mean and variance of that output.</summary>
    private static (FoldedConvolution Convolution, double[] Mean, double[] Variance) Fitted(Moments moments, FoldedConvolution original)
    {
        moments.MapTargets(original.Kernel, original.Bias);
        var fit = moments.Fit();
        return (new FoldedConvolution(fit.Weights, fit.Offset), moments.TargetMean, fit.Variance);
    }

    /// <summary>Moves the narrow network's activations to the next boundary.</summary>
    private void Advance(Func<NarrowBlock> createInner, FoldedConvolution projection, bool hasShortcut) => ImageGroups.Run(
        images.Count,
        group =>
        {
            var inner = createInner();
            foreach (var image in group)
            {
                inner.Run(activations[image]);
                var output = new float[inner.Hidden.Length / projection.Kernel.Rows * projection.Outputs];
                Convolutions.Pointwise(inner.Hidden, projection, output);
                for (var i = 0; hasShortcut && i < output.Length; i++) output[i] += activations[image][i];
                activations[image] = output;
            }

            return 0;
        },
        (_, _) => { }, cancellation);
}
