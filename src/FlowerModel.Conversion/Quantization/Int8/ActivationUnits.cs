using FlowerModel.Conversion.Quantization.Equalization;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>
/// The units that an int8 model counts its inner activations in, chosen so that those which layers take in have the scale 1. A bias counts in
/// steps of its layer's input scale times the kernel's scales, so its scales are then the kernel's, and a file holds them once.
/// </summary>
/// <remarks>
/// <para>Between two layers any unit will do: what it divides the kernels before by, it multiplies the kernels behind by. Only scales change. The stored
/// numbers stay, and so do the ratios of scales that int8 operators compute with, hence the results.</para>
/// <para>ReLU6 would cut at 6 of the new units. An int8 result that holds nothing above 6 is cut by its own end, so ReLU does the same; where it does
/// hold more, the activation keeps its unit.</para>
/// </remarks>
internal sealed class ActivationUnits
{
    private readonly Dictionary<int, double> sizes = [];

    private ActivationUnits()
    {
    }

    /// <summary>The units for a graph's activations.</summary>
    /// <param name="graph">The float32 graph.</param>
    /// <param name="activations">Scale and zero point of each activation; what layers take in of one group has one scale.</param>
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

    /// <summary>The real number that one unit of an activation stands for; 1 where it is counted as in the float32 model.</summary>
    internal double SizeOf(int tensor) => sizes.GetValueOrDefault(tensor, 1);

    /// <summary>Scale and zero point of an activation in its unit.</summary>
    internal Affine Convert(int tensor, Affine real) =>
        sizes.ContainsKey(tensor) ? new Affine((float)(real.Scale / SizeOf(tensor)), real.ZeroPoint) : real;

    /// <summary>The activations that are counted in units of their own.</summary>
    internal IReadOnlySet<int> Tensors => sizes.Keys.ToHashSet();

    private static bool HoldsMoreThanCut(Affine affine) => Math.Round(LayerView.Relu6Cut / affine.Scale) + affine.ZeroPoint < sbyte.MaxValue;
}
