using FlowerModel.Conversion.Keras;
using FlowerModel.Trainer.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FlowerModel.Bench;

/// <summary>
/// MobileNetV2 with a linear head as one writes it first: contiguous NCHW tensors, BatchNorm as a layer of its own. What the trainer's
/// way is compared with.
/// </summary>
internal sealed class PlainNetwork : Module<Tensor, Tensor>
{
    private readonly List<Layer> layers = [];
    private readonly Linear head;
    private readonly int trainedFrom;

    /// <param name="options">Width and image size.</param>
    /// <param name="weights">Weights of the base.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="trainedFrom">First stage that is trained; 19 = the head alone.</param>
    public PlainNetwork(MobileNetV2Options options, KerasWeights weights, int classes, int trainedFrom)
        : base(nameof(PlainNetwork))
    {
        this.trainedFrom = trainedFrom;
        foreach (var stage in KerasMobileNetV2.Stages)
        {
            var inputs = options.BoundaryShape(stage.Index).Channels;
            var residual = stage.Stride == 1 && stage.Expansion > 0 && inputs == options.Channels(stage.Index);
            string[] names = stage.Expansion switch
            {
                0 => [stage.Name],
                1 => [stage.Name + "_depthwise", stage.Name + "_project"],
                _ => [stage.Name + "_expand", stage.Name + "_depthwise", stage.Name + "_project"],
            };
            for (var i = 0; i < names.Length; i++)
            {
                var norm = stage.Expansion > 0 ? names[i] + "_BN" : stage.Index == 0 ? "bn_Conv1" : "Conv_1_bn";
                var last = i == names.Length - 1;
                layers.Add(new Layer(
                    stage.Index, names[i].EndsWith("_depthwise", StringComparison.Ordinal) || stage.Index == 0 ? stage.Stride : 1,
                    Clip: !last || stage.Expansion == 0, Opens: i == 0, Closes: last && residual,
                    weights.Find(names[i])!, weights.Find(norm)!, Trained: stage.Index >= trainedFrom));
            }
        }

        head = Linear(options.Channels(18), classes);
        register_module(nameof(head), head);
    }

    public IEnumerable<Parameter> Trained =>
        layers.Where(layer => layer.Trained).SelectMany(layer => layer.Parameters).Concat(head.parameters());

    /// <param name="input">[batch, 3, height, width], contiguous.</param>
    /// <returns>[batch, classes].</returns>
    public override Tensor forward(Tensor input) => head.forward(Features(input));

    /// <summary>The pooled features, [batch, 1280].</summary>
    public Tensor Features(Tensor input)
    {
        var value = input;
        var shortcut = input;
        foreach (var layer in layers)
        {
            if (layer.Opens && layer.Stage == trainedFrom) value = value.detach();
            using var gradients = set_grad_enabled(layer.Trained && is_grad_enabled());
            if (layer.Opens) shortcut = value;
            value = layer.Forward(value);
            if (layer.Closes) value = value + shortcut;
        }

        return value.mean([2, 3]);
    }

    private sealed class Layer
    {
        private readonly int stride;
        private readonly bool clip;
        private readonly Parameter kernel;
        private readonly Parameter gamma;
        private readonly Parameter beta;
        private readonly Tensor mean;
        private readonly Tensor variance;
        private readonly long groups;

        public Layer(int Stage, int stride, bool Clip, bool Opens, bool Closes, KerasLayer convolution, KerasLayer norm, bool Trained)
        {
            (this.Stage, this.stride, clip, this.Opens, this.Closes, this.Trained) = (Stage, stride, Clip, Opens, Closes, Trained);
            var weight = convolution.Tensors[0];
            var depthwise = weight.Name == "depthwise_kernel";
            using var keras = tensor(weight.Values, weight.Shape.Select(size => (long)size).ToArray());
            groups = depthwise ? weight.Shape[2] : 1;
            kernel = Parameter((depthwise ? keras.permute(2, 3, 0, 1) : keras.permute(3, 2, 0, 1)).contiguous(), Trained);
            gamma = Parameter(tensor(norm.Find("gamma")!.Values), Trained);
            beta = Parameter(tensor(norm.Find("beta")!.Values), Trained);
            mean = tensor(norm.Find("moving_mean")!.Values);
            variance = tensor(norm.Find("moving_variance")!.Values);
        }

        public int Stage { get; }

        public bool Opens { get; }

        public bool Closes { get; }

        public bool Trained { get; }

        public IEnumerable<Parameter> Parameters => [kernel, gamma, beta];

        public Tensor Forward(Tensor input)
        {
            var half = kernel.shape[2] / 2;
            // Keras' padding of even sizes before stride 2.
            var value = stride == 2 ? functional.pad(input, [0, 1, 0, 1]) : input;
            var padding = stride == 2 ? 0 : half;
            value = functional.conv2d(value, kernel, null, [stride, stride], [padding, padding], groups: groups);
            value = functional.batch_norm(value, mean, variance, gamma, beta, training: false, eps: 1e-3);
            return clip ? functional.relu6(value) : value;
        }
    }
}
