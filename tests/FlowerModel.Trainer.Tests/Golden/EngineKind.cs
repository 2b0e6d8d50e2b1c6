using System.Globalization;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using FlowerModel.Training.Numerics;
using TorchSharp;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>
/// Identifies the kind of machine by the square roots that the tensor engine computes. They come from MKL, whose rounding depends on the
/// processor and cannot be configured. Adam computes one per weight and step, so trained weights have the same bytes only on machines of one kind.
/// </summary>
internal static class EngineKind
{
    /// <summary>Returns eight hexadecimal digits. The engine must have been started.</summary>
    public static string OfThisMachine()
    {
        using var scope = torch.NewDisposeScope();
        var roots = TensorData.ToArray(torch.tensor(new RandomStream(1).Uniform(4096, 0, 4)).sqrt());
        var hash = roots.Aggregate(17u, (sum, root) => (sum * 31) + BitConverter.SingleToUInt32Bits(root));
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
