using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Settings;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FlowerModel.Trainer.Network;

/// <summary>
/// MobileNetV2 without its top, as <c>keras.applications</c> has it (names, widths, padding, ReLU6, BatchNorm), cut into stages so that
/// it can run from one boundary to another.
/// </summary>
/// <remarks>Tensors are [batch, channels, height, width] in channels-last strides, as the convolutions are fastest on them.</remarks>
internal sealed class MobileNetV2 : Module<Tensor, Tensor>
{
    private readonly List<Stage> stages = [];

    private MobileNetV2(MobileNetV2Options options)
        : base(nameof(MobileNetV2))
    {
        Options = options;
        foreach (var stage in KerasMobileNetV2.Stages)
        {
            var inputs = options.BoundaryShape(stage.Index).Channels;
            var built = Stage.Build(stage, inputs, options.Channels(stage.Index));
            stages.Add(built);
            register_module(stage.Name, built);
        }
    }

    /// <summary>Width and image size.</summary>
    public MobileNetV2Options Options { get; }

    /// <summary>The trainable parameters with the Keras layer they belong to, in model order.</summary>
    public IEnumerable<(KerasLayerInfo Layer, Parameter Parameter)> LayerParameters =>
        from stage in stages
        from unit in stage.Units
        from entry in unit.LayerParameters
        select (KerasMobileNetV2.FindLayer(entry.Layer), entry.Parameter);

    /// <summary>A base with random weights, as Keras initializes it with <c>weights=None</c>.</summary>
    public static MobileNetV2 Create(MobileNetV2Options options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        var network = new MobileNetV2(options) { BeganAtRandom = true };
        var random = new SeededRandom(seed);
        foreach (var unit in network.stages.SelectMany(stage => stage.Units)) unit.Initialize(random);
        return network;
    }

    /// <summary>A base with the given weights.</summary>
    /// <exception cref="KerasWeightsException">A layer is missing or has another shape.</exception>
    public static MobileNetV2 Load(MobileNetV2Options options, KerasWeights weights)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(weights);
        var network = new MobileNetV2(options);
        foreach (var unit in network.stages.SelectMany(stage => stage.Units)) unit.Load(weights);
        return network;
    }

    /// <summary>True where the weights began at random, so that BatchNorm has no statistics of its own yet.</summary>
    public bool BeganAtRandom { get; private init; }

    /// <summary>The weights in Keras' layout.</summary>
    public KerasWeights ToKerasWeights() =>
        new(stages.SelectMany(stage => stage.Units).SelectMany(unit => unit.Save()), "the base in training");

    /// <summary>Runs the whole base.</summary>
    /// <param name="input">[batch, 3, size, size] in [-1, 1], channels-last strides.</param>
    /// <returns>[batch, 1280, size / 32, size / 32] for alpha up to 1.</returns>
    public override Tensor forward(Tensor input) => Run(input, 0, stages.Count);

    /// <summary>Runs the stages between two boundaries (see <see cref="Tap.Boundary"/>).</summary>
    public Tensor Run(Tensor input, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(input);
        var value = input;
        for (var index = from; index < to; index++) value = Next(value, stages[index].forward(value), input);
        return value;
    }

    /// <summary>Folds BatchNorm into the kernels of the stages before a boundary; they cannot be trained any more.</summary>
    public void FoldForInference(int before)
    {
        foreach (var unit in stages.Take(before).SelectMany(stage => stage.Units)) unit.FoldForInference();
    }

    /// <summary>Makes the layers from <paramref name="from"/> on trainable and freezes those before it.</summary>
    /// <param name="from">First Keras layer that is trained.</param>
    /// <param name="batchNorm">How BatchNorm of the trained layers computes; frozen ones always use their moving averages.</param>
    /// <param name="momentum">Keras' momentum of the moving averages, 0.999 in MobileNetV2.</param>
    /// <returns>The parameters to train.</returns>
    public IReadOnlyList<Parameter> Unfreeze(KerasLayerInfo from, BatchNormMode batchNorm, double momentum = 0.999)
    {
        ArgumentNullException.ThrowIfNull(from);
        foreach (var unit in stages.SelectMany(stage => stage.Units))
        {
            unit.Mode = batchNorm;
            unit.StatisticsRate = 1 - momentum;
        }

        var trained = new List<Parameter>();
        foreach (var (layer, parameter) in LayerParameters)
        {
            parameter.requires_grad = layer.Index >= from.Index;
            if (parameter.requires_grad) trained.Add(parameter);
        }

        return trained;
    }

    /// <summary>Lets the next batches in training mode estimate BatchNorm's statistics anew; does nothing where they were loaded.</summary>
    internal void RestartStatistics()
    {
        foreach (var unit in stages.SelectMany(stage => stage.Units)) unit.RestartStatistics();
    }

    /// <summary>
    /// Lets go of an intermediate value as soon as the next one is there, so that a forward pass needs the memory of its largest layer and
    /// not of all of them; what the backward pass needs it holds itself.
    /// </summary>
    private static Tensor Next(Tensor value, Tensor next, Tensor input)
    {
        if (!ReferenceEquals(value, input) && !ReferenceEquals(value, next)) value.Dispose();
        return next;
    }

    /// <summary>A stage: its units with ReLU6 between them, and the shortcut where there is one.</summary>
    private sealed class Stage : Module<Tensor, Tensor>
    {
        private readonly bool linearEnd;
        private readonly bool residual;

        private Stage(string name, IReadOnlyList<ConvolutionUnit> units, bool linearEnd, bool residual)
            : base(name)
        {
            (Units, this.linearEnd, this.residual) = (units, linearEnd, residual);
            foreach (var unit in units) register_module(unit.GetName(), unit);
        }

        public IReadOnlyList<ConvolutionUnit> Units { get; }

        public static Stage Build(MobileNetStage stage, int inputs, int outputs)
        {
            var name = stage.Name;
            if (stage.Expansion == 0)
            {
                var stem = stage.Index == 0;
                var norm = stem ? "bn_" + name : name + "_bn";
                ConvolutionUnit only = new(name, norm, inputs, outputs, stem ? 3 : 1, stage.Stride, depthwise: false);
                return new Stage(name, [only], linearEnd: false, residual: false);
            }

            var expanded = inputs * stage.Expansion;
            ConvolutionUnit Unit(string part, int from, int to, int size, int stride) =>
                new($"{name}_{part}", $"{name}_{part}_BN", from, to, size, stride, depthwise: part == "depthwise");
            var units = new List<ConvolutionUnit>();
            if (stage.Expansion > 1) units.Add(Unit("expand", inputs, expanded, 1, 1));
            units.Add(Unit("depthwise", expanded, expanded, 3, stage.Stride));
            units.Add(Unit("project", expanded, outputs, 1, 1));
            return new Stage(name, units, linearEnd: true, residual: stage.Stride == 1 && inputs == outputs);
        }

        public override Tensor forward(Tensor input)
        {
            var value = input;
            for (var index = 0; index < Units.Count; index++)
            {
                var clipped = index < Units.Count - 1 || !linearEnd;
                value = Next(value, RunUnit(Units[index], value, clipped), input);
            }

            return residual ? Next(value, input + value, input) : value;
        }

        private static Tensor RunUnit(ConvolutionUnit unit, Tensor input, bool clipped)
        {
            using var scope = NewDisposeScope();
            var value = unit.forward(input);
            return (clipped ? functional.relu6(value, inplace: true) : value).MoveToOuterDisposeScope();
        }
    }
}
