using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Trainer.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace FlowerModel.Trainer.Distillation;

/// <summary>
/// A student's first weights: the teacher made narrower, layer by layer, without any gradient. The linear outputs of blocks that share a
/// shortcut are cut down to their principal components; of the channels inside a block those are kept that explain the block's output
/// best; every 1x1 convolution is the least-squares answer to what the teacher's gives, on the narrow network's own activations.
/// </summary>
/// <remarks>A student so made is far from its teacher, but it knows edges, textures and colors that a few images do not teach.</remarks>
internal sealed class NarrowedTeacher
{
    private const double Epsilon = 1e-3;
    private readonly KerasWeights source;
    private readonly SizedNetwork wide;
    private readonly SizedNetwork narrow;
    private readonly List<KerasLayer> layers = [];

    private NarrowedTeacher(KerasWeights source, SizedNetwork wide, SizedNetwork narrow) =>
        (this.source, this.wide, this.narrow) = (source, wide.Resized(narrow.ImageSize), narrow);

    /// <summary>Makes a teacher narrower.</summary>
    /// <param name="teacher">Its weights.</param>
    /// <param name="wide">Its width.</param>
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
        var batches = images.Select(image => new Batch(image, teacher.Run(image, 0, 1))).ToArray();
        for (var stage = 1; stage < 18; stage++) Block(InvertedResidual.All[stage], teacher, batches, bases[stage]);
        Last(batches);
        foreach (var batch in batches) batch.Dispose();
        return new KerasWeights(layers, "the narrowed teacher");
    }

    /// <summary>The principal components of every block's output, the same ones for blocks that a shortcut joins.</summary>
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

    private void Block(InvertedResidual stage, TorchNetwork teacher, Batch[] batches, Tensor components)
    {
        using var scope = NewDisposeScope();
        var name = stage.Name;
        var stem = stage.Expansion == 1; // The first block has no expansion: its inner channels are the stem's.
        var expand = Folded(stem ? "Conv1" : name + "_expand", stem ? "bn_Conv1" : name + "_expand_BN");
        var depthwise = Folded(name + "_depthwise", name + "_depthwise_BN");
        if (!stem) expand = Fitted(expand, batches);
        var inner = expand.Bias.shape[0];

        Tensor Expanded(Batch batch) => stem
            ? Convolved(batch.Narrow, expand.Kernel.permute(3, 2, 0, 1), expand.Bias, 2, 1)
            : Map(batch.Narrow.permute(0, 2, 3, 1).matmul(expand.Kernel) + expand.Bias);
        Tensor Filtered(Tensor expanded) =>
            Convolved(nn.functional.relu6(expanded), depthwise.Kernel.permute(2, 3, 0, 1), depthwise.Bias, stage.Stride, inner);

        var moments = new Moments(inner, components.shape[1]);
        var (before, after) = (new ChannelStatistics(inner), new ChannelStatistics(inner)); // of the 3x3 convolution
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
        AddUnit(
            stem ? "Conv1" : name + "_expand", stem ? "bn_Conv1" : name + "_expand_BN", "kernel",
            Kept(stem ? expand.Kernel : expand.Kernel.view(1, 1, expand.Kernel.shape[0], inner)), Kept(expand.Bias),
            Kept(before.Mean), Kept(before.Variance));
        AddUnit(
            name + "_depthwise", name + "_depthwise_BN", "depthwise_kernel", depthwise.Kernel.index_select(2, chosen), Kept(depthwise.Bias),
            Kept(after.Mean), Kept(after.Variance));
        AddUnit(name + "_project", name + "_project_BN", "kernel", weights.view(1, 1, width, components.shape[1]), offset, moments.TargetMean, variance);

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

    private void Last(Batch[] batches)
    {
        using var scope = NewDisposeScope();
        var convolution = Folded("Conv_1", "Conv_1_bn");
        var (kernel, bias, mean, variance) = Answer(convolution, batches);
        AddUnit("Conv_1", "Conv_1_bn", "kernel", kernel.view(1, 1, kernel.shape[0], kernel.shape[1]), bias, mean, variance);
    }

    /// <summary>The 1x1 convolution of the narrow activations that gives nearest what the teacher's gives.</summary>
    private static (Tensor Kernel, Tensor Bias) Fitted((Tensor Kernel, Tensor Bias) convolution, Batch[] batches)
    {
        var (kernel, bias, _, _) = Answer(convolution, batches);
        return (kernel.to(ScalarType.Float32), bias.to(ScalarType.Float32));
    }

    private static (Tensor Kernel, Tensor Bias, Tensor Mean, Tensor Variance) Answer((Tensor Kernel, Tensor Bias) convolution, Batch[] batches)
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

    /// <summary>
    /// Adds a convolution and its BatchNorm. BatchNorm makes the length of a kernel meaningless; it is set to 1 for each output, so that a
    /// step of the optimizer means about the same everywhere.
    /// </summary>
    private void AddUnit(string convolution, string norm, string kernelName, Tensor kernel, Tensor bias, Tensor mean, Tensor variance)
    {
        var values = kernel.to(ScalarType.Float64);
        var isDepthwise = kernelName == "depthwise_kernel";
        var flat = isDepthwise ? values.view(-1, values.shape[2]) : values.reshape(-1, values.shape[3]);
        var factor = 1 / (flat.square().sum(dim: 0).sqrt() + 1e-12);
        values = isDepthwise ? values * factor.view(1, 1, -1, 1) : values * factor;
        var (movingMean, movingVariance) = ((mean - bias) * factor, variance.clamp_min(0) * factor.square());
        var gamma = (movingVariance + Epsilon).sqrt() / factor;
        layers.Add(new KerasLayer(convolution, [Weight(kernelName, values)]));
        layers.Add(new KerasLayer(
            norm, [Weight("gamma", gamma), Weight("beta", mean), Weight("moving_mean", movingMean), Weight("moving_variance", movingVariance)]));
    }

    private (Tensor Kernel, Tensor Bias) Folded(string convolution, string norm)
    {
        Tensor Read(string layer, string weight)
        {
            var found = source.Find(layer)?.Find(weight) ?? throw new KerasWeightsException(source.Source, $"layer {layer} has no weight {weight}");
            return tensor(found.Values, [.. found.Shape.Select(size => (long)size)]);
        }

        var isDepthwise = source.Find(convolution)?.Find("depthwise_kernel") is not null;
        var scale = Read(norm, "gamma") / (Read(norm, "moving_variance") + Epsilon).sqrt();
        var kernel = Read(convolution, isDepthwise ? "depthwise_kernel" : "kernel");
        return (kernel * (isDepthwise ? scale.view(1, 1, -1, 1) : scale), Read(norm, "beta") - (Read(norm, "moving_mean") * scale));
    }

    private static Tensor Convolved(Tensor input, Tensor kernel, Tensor bias, int stride, long groups)
    {
        var (top, bottom) = PaddingMode.Same.Zeros((int)input.shape[2], 3, stride);
        var padded = nn.functional.pad(input, [top, bottom, top, bottom]);
        return nn.functional.conv2d(padded, kernel, bias, [stride, stride], groups: groups);
    }

    private static Tensor Rows(Tensor map) => map.permute(0, 2, 3, 1).reshape(-1, map.shape[1]);

    private static Tensor Map(Tensor rows) => rows.permute(0, 3, 1, 2);

    private static KerasTensor Weight(string name, Tensor values) =>
        new(name, [.. values.shape.Select(size => (int)size)], TensorData.ToArray(values.to(ScalarType.Float32)));

    /// <summary>The activations of some images in both networks, at the boundary the narrowing has come to.</summary>
    private sealed class Batch(Tensor image, Tensor wide) : IDisposable
    {
        public Tensor Narrow { get; private set; } = image.alias();

        public Tensor Wide { get; private set; } = wide;

        public Tensor NextWide { get; set; } = wide;

        /// <summary>Goes on to the next boundary and lets go of the activations at this one, which are large.</summary>
        public void Advance(Tensor narrow)
        {
            Dispose();
            (Narrow, Wide) = (narrow, NextWide);
        }

        public void Dispose()
        {
            Narrow.Dispose();
            Wide.Dispose();
        }
    }
}
