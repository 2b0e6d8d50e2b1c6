using System.Globalization;
using FlowerModel.Trainer.Network;
using TorchSharp;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>
/// Names the kind of machine by the square roots of the tensor engine. They come from MKL, which rounds them otherwise on other processors
/// and heeds no setting; Adam takes one per weight and step. So trained weights have the same bytes on machines of one kind only.
/// </summary>
internal static class EngineKind
{
    /// <summary>Eight hexadecimal digits; the engine has been started.</summary>
    public static string OfThisMachine()
    {
        using var scope = torch.NewDisposeScope();
        var roots = TensorData.ToArray(torch.tensor(new SeededRandom(1).Uniform(4096, 0, 4)).sqrt());
        var hash = roots.Aggregate(17u, (sum, root) => (sum * 31) + BitConverter.SingleToUInt32Bits(root));
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
