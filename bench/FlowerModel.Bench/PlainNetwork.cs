using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.TorchSharpPeer.Training;
using FlowerModel.Trainer.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FlowerModel.Bench;

/// <summary>
/// A straightforward base with a head: contiguous NCHW tensors, BatchNorm as a separate layer. The reference for the trainer's
/// method.
/// </summary>
internal sealed class PlainNetwork : Module<Tensor, Tensor>
{
    private readonly List<Layer> layers = [];
    private readonly TorchHead head;
    private readonly int trainedFrom;

    /// <param name="network">The base, its width and image size.</param>
    /// <param name="weights">Weights of the base.</param>
    /// <param name="head">The head.</param>
    /// <param name="trainedFrom">First block that is trained; the number of blocks = only the head.</param>
    public PlainNetwork(SizedNetwork network, KerasWeights weights, HeadOptions head, int trainedFrom)
        : base(nameof(PlainNetwork))
    {
        this.trainedFrom = trainedFrom;
        var all = network.Layers;
        foreach (var block in network.Network.Blocks)
        {
            var convolutions = all.Where(layer => layer.Block == block.Index && layer is (ConvolutionLayer or DepthwiseConvolutionLayer)).ToArray();
            foreach (var (place, convolution) in convolutions.Index())
            {
                var last = place == convolutions.Length - 1;
                layers.Add(new Layer(
                    block.Index, ((IWindowedLayer)convolution).Stride,
                    Clip: all.ElementAtOrDefault(convolution.Index + 2) is ActivationLayer, Opens: place == 0, Closes: last && all[block.Last] is AddLayer,
                    weights.Find(convolution.Name)!, weights.Find(all[convolution.Index + 1].Name)!, Trained: block.Index >= trainedFrom));
            }
        }

        this.head = TorchHead.Create(head, network.Output.Channels, seed: 1);
        register_module(nameof(head), this.head);
    }

    public IEnumerable<Parameter> Trained =>
        layers.Where(layer => layer.Trained).SelectMany(layer => layer.Parameters).Concat(head.parameters());

    /// <param name="input">[batch, 3, height, width], contiguous.</param>
    /// <returns>[batch, classes].</returns>
    public override Tensor forward(Tensor input) => head.forward(Features(input));

    /// <summary>The base's output, [batch, channels, height, width].</summary>
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

        return value;
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
            // Keras' padding for even sizes before stride 2.
            var value = stride == 2 ? functional.pad(input, [0, 1, 0, 1]) : input;
            var padding = stride == 2 ? 0 : half;
            value = functional.conv2d(value, kernel, null, [stride, stride], [padding, padding], groups: groups);
            value = functional.batch_norm(value, mean, variance, gamma, beta, training: false, eps: 1e-3);
            return clip ? functional.relu6(value) : value;
        }
    }
}
