using FlowerModel.Conversion.Quantization.Equalization;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>
/// The units of an int8 model's inner activations, chosen so that the inputs of layers have the scale 1. The step of a bias is its layer's
/// input scale times the kernel's scales; with an input scale of 1 its scales equal the kernel's, and a file stores them once.
/// </summary>
/// <remarks>
/// <para>Between two layers any unit works: it divides the preceding kernels and multiplies the following ones. Only scales change. The stored
/// integers stay the same, and so do the ratios of scales that int8 operators compute with, and therefore the results.</para>
/// <para>ReLU6 would clip at 6 in the new unit. An int8 output that cannot hold more than 6 clips by itself, so ReLU is equivalent there;
/// otherwise the activation keeps its unit.</para>
/// </remarks>
internal sealed class ActivationUnits
{
    private readonly Dictionary<int, double> sizes = [];

    private ActivationUnits()
    {
    }

    /// <summary>Chooses the units of a graph's activations.</summary>
    /// <param name="graph">The float32 graph.</param>
    /// <param name="activations">Scale and zero point of each activation; layer inputs in the same group share a scale.</param>
    internal static ActivationUnits Of(Subgraph graph, IReadOnlyDictionary<int, Affine> activations)
    {
        var units = new ActivationUnits();
        foreach (var group in EqualizationGroup.Of(graph))
        {
            if (group.Producers.Any(layer => layer.Activation == FusedActivation.Relu6 && HoldsMoreThanCut(activations[layer.Output]))) continue;
            foreach (var tensor in group.Tensors) units.sizes[tensor] = activations[group.TakenIn[0]].Scale;
        }

        return units;
    }

    /// <summary>The size of an activation's unit as a real number; 1 if it is the float32 model's.</summary>
    internal double SizeOf(int tensor) => sizes.GetValueOrDefault(tensor, 1);

    /// <summary>Converts the scale and zero point of an activation to its unit.</summary>
    internal Affine Convert(int tensor, Affine real) =>
        sizes.ContainsKey(tensor) ? new Affine((float)(real.Scale / SizeOf(tensor)), real.ZeroPoint) : real;

    /// <summary>The activations that have their own unit.</summary>
    internal IReadOnlySet<int> Tensors => sizes.Keys.ToHashSet();

    private static bool HoldsMoreThanCut(Affine affine) => Math.Round(LayerView.Relu6Cut / affine.Scale) + affine.ZeroPoint < sbyte.MaxValue;
}
