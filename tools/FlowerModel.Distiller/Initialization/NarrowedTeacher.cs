using FlowerModel.Conversion.Keras;
using FlowerModel.Networks.Layers;
using FlowerModel.Networks;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Initialization;

/// <summary>
/// Derives a student's initial weights from the teacher's by making it narrower, layer by layer, without gradients. The linear outputs of
/// blocks that share a shortcut are reduced to their principal components. Inside a block, the channels that best explain the block's
/// output are kept. Every 1x1 convolution is the least-squares fit to the output of the teacher's, given the narrow network's activations.
/// </summary>
/// <remarks>The result is far from the teacher, but it has the filters for edges, textures and colors that a few images cannot teach.</remarks>
internal sealed class NarrowedTeacher
{
    private readonly KerasWeights source;
    private readonly FoldedTeacher folded;
    private readonly SizedNetwork wide;
    private readonly SizedNetwork narrow;
    private readonly StudentLayers layers = new();

    private NarrowedTeacher(KerasWeights source, SizedNetwork wide, SizedNetwork narrow) =>
        (this.source, folded, this.wide, this.narrow) = (source, new FoldedTeacher(source), wide.Resized(narrow.ImageSize), narrow);

    /// <summary>Makes a teacher narrower.</summary>
    /// <param name="teacher">The teacher's weights.</param>
    /// <param name="wide">The teacher's width.</param>
    /// <param name="narrow">Width and image size of the student.</param>
    /// <param name="images">Images of the student's size in batches, [n, 3, size, size].</param>
    /// <exception cref="ArgumentException">The student is wider than the teacher.</exception>
    public static KerasWeights Create(KerasWeights teacher, SizedNetwork wide, SizedNetwork narrow, IReadOnlyList<Tensor> images)
    {
        if (narrow.Alpha > wide.Alpha)
            throw new ArgumentException("A teacher cannot be made wider; let the student start from random weights.", nameof(narrow));
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return new NarrowedTeacher(teacher, wide, narrow).Run(images);
    }

    private KerasWeights Run(IReadOnlyList<Tensor> images)
    {
        using var teacher = TorchNetwork.Load(wide, source);
        teacher.eval();
        teacher.FoldForInference(19);
        var bases = Bases(teacher, images);
        var batches = images.Select(image => new ActivationBatch(image, teacher.Run(image, 0, 1))).ToArray();
        for (var stage = 1; stage < 18; stage++) Block(InvertedResidual.All[stage], teacher, batches, bases[stage]);
        Last(batches);
        foreach (var batch in batches) batch.Dispose();
        return layers.ToWeights();
    }

    /// <summary>The principal components of each block's output; blocks that a shortcut joins share theirs.</summary>
    private Tensor[] Bases(TorchNetwork teacher, IReadOnlyList<Tensor> images)
    {
        var covariances = Enumerable.Range(0, 18).Select(stage => new Moments(wide.BoundaryShape(stage + 1).Channels, targets: 0)).ToArray();
        foreach (var image in images)
        {
            using var scope = NewDisposeScope();
            var value = image;
            for (var stage = 0; stage < 18; stage++)
            {
                value = teacher.Run(value, stage, stage + 1);
                var rows = Rows(value);
                covariances[stage].Add(rows, zeros([rows.shape[0], 0]));
            }
        }

        var bases = new Tensor[18];
        for (var first = 1; first < 18;)
        {
            var end = first + 1;
            while (end < 18 && InvertedResidual.All[end].HasShortcut) end++;
            var together = covariances[first..end].Select(moments => moments.InputCovariance).Aggregate((a, b) => a + b);
            var (_, vectors) = linalg.eigh(together); // ascending
            var channels = narrow.BoundaryShape(first + 1).Channels;
            var components = vectors.narrow(1, vectors.shape[1] - channels, channels).to(ScalarType.Float32);
            for (; first < end; first++) bases[first] = components;
        }

        return bases;
    }

    private void Block(InvertedResidual stage, TorchNetwork teacher, ActivationBatch[] batches, Tensor components)
    {
        using var scope = NewDisposeScope();
        var name = stage.Name;
        var stem = stage.Expansion == 1; // The first block has no expansion: its inner channels are the stem's.
        var expand = folded.Unit(stem ? "Conv1" : name + "_expand", stem ? "bn_Conv1" : name + "_expand_BN");
        var depthwise = folded.Unit(name + "_depthwise", name + "_depthwise_BN");
        if (!stem) expand = Fitted(expand, batches);
        var inner = expand.Bias.shape[0];

        Tensor Expanded(ActivationBatch batch) => stem
            ? Convolved(batch.Narrow, expand.Kernel.permute(3, 2, 0, 1), expand.Bias, 2, 1)
            : Map(batch.Narrow.permute(0, 2, 3, 1).matmul(expand.Kernel) + expand.Bias);
        Tensor Filtered(Tensor expanded) =>
            Convolved(nn.functional.relu6(expanded), depthwise.Kernel.permute(2, 3, 0, 1), depthwise.Bias, stage.Stride, inner);

        var moments = new Moments(inner, components.shape[1]);
        var (before, after) = (new RunningStatistics(inner), new RunningStatistics(inner)); // of the 3x3 convolution
        foreach (var batch in batches)
        {
            using var step = NewDisposeScope();
            batch.NextWide = teacher.Run(batch.Wide, stage.Index, stage.Index + 1).DetachFromDisposeScope();
            var expanded = Expanded(batch);
            var filtered = Filtered(expanded);
            before.Add(Rows(expanded));
            after.Add(Rows(filtered));
            var target = Rows(batch.NextWide).mm(components);
            if (stage.HasShortcut) target -= Rows(batch.Narrow);
            moments.Add(Rows(nn.functional.relu6(filtered)), target);
        }

        var width = stem ? narrow.BoundaryShape(1).Channels : narrow.BoundaryShape(stage.Index).Channels * stage.Expansion;
        var chosen = moments.Choose(width);
        var (weights, offset, variance) = moments.Fit(chosen);
        Tensor Kept(Tensor values) => values.index_select(-1, chosen);
        layers.AddUnit(
            stem ? "Conv1" : name + "_expand", stem ? "bn_Conv1" : name + "_expand_BN", "kernel",
            Kept(stem ? expand.Kernel : expand.Kernel.view(1, 1, expand.Kernel.shape[0], inner)), Kept(expand.Bias),
            Kept(before.Mean), Kept(before.Variance));
        layers.AddUnit(
            name + "_depthwise", name + "_depthwise_BN", "depthwise_kernel", depthwise.Kernel.index_select(2, chosen), Kept(depthwise.Bias),
            Kept(after.Mean), Kept(after.Variance));
        layers.AddUnit(name + "_project", name + "_project_BN", "kernel", weights.view(1, 1, width, components.shape[1]), offset, moments.TargetMean, variance);

        (weights, offset) = (weights.to(ScalarType.Float32), offset.to(ScalarType.Float32));
        foreach (var batch in batches)
        {
            using var step = NewDisposeScope();
            var hidden = nn.functional.relu6(Filtered(Expanded(batch))).index_select(1, chosen);
            var output = Map(hidden.permute(0, 2, 3, 1).matmul(weights) + offset);
            if (stage.HasShortcut) output = output + batch.Narrow;
            batch.Advance(output.DetachFromDisposeScope());
        }
    }

    private void Last(ActivationBatch[] batches)
    {
        using var scope = NewDisposeScope();
        var convolution = folded.Unit("Conv_1", "Conv_1_bn");
        var (kernel, bias, mean, variance) = Solve(convolution, batches);
        layers.AddUnit("Conv_1", "Conv_1_bn", "kernel", kernel.view(1, 1, kernel.shape[0], kernel.shape[1]), bias, mean, variance);
    }

    /// <summary>The 1x1 convolution of the narrow activations whose output is closest to the teacher's.</summary>
    private static (Tensor Kernel, Tensor Bias) Fitted((Tensor Kernel, Tensor Bias) convolution, ActivationBatch[] batches)
    {
        var (kernel, bias, _, _) = Solve(convolution, batches);
        return (kernel.to(ScalarType.Float32), bias.to(ScalarType.Float32));
    }

    private static (Tensor Kernel, Tensor Bias, Tensor Mean, Tensor Variance) Solve((Tensor Kernel, Tensor Bias) convolution, ActivationBatch[] batches)
    {
        var kernel = convolution.Kernel.view(convolution.Kernel.shape[2], convolution.Kernel.shape[3]);
        var moments = new Moments(batches[0].Narrow.shape[1], kernel.shape[1]);
        foreach (var batch in batches)
        {
            using var step = NewDisposeScope();
            moments.Add(Rows(batch.Narrow), Rows(batch.Wide).mm(kernel) + convolution.Bias);
        }

        var (weights, offset, variance) = moments.Fit();
        return (weights, offset, moments.TargetMean, variance);
    }

    private static Tensor Convolved(Tensor input, Tensor kernel, Tensor bias, int stride, long groups)
    {
        var (top, bottom) = PaddingMode.Same.Zeros((int)input.shape[2], 3, stride);
        var padded = nn.functional.pad(input, [top, bottom, top, bottom]);
        return nn.functional.conv2d(padded, kernel, bias, [stride, stride], groups: groups);
    }

    private static Tensor Rows(Tensor map) => map.permute(0, 2, 3, 1).reshape(-1, map.shape[1]);

    private static Tensor Map(Tensor rows) => rows.permute(0, 3, 1, 2);
}
