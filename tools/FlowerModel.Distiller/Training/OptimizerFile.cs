using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Training;

/// <summary>
/// Reads and writes AdamW's step counts and moments. TorchSharp's own writer rejects moments with channels-last strides, so they are
/// made contiguous first.
/// </summary>
internal static class OptimizerFile
{
    /// <summary>Writes the state.</summary>
    public static void Write(AdamW optimizer, string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        foreach (var state in StatesOf(optimizer))
        {
            writer.Write(state.step);
            foreach (var moment in new[] { state.exp_avg, state.exp_avg_sq })
            {
                using var ordered = moment.contiguous();
                ordered.Save(writer);
            }
        }
    }

    /// <summary>Restores the state into an optimizer of the same parameters.</summary>
    public static void Read(AdamW optimizer, string path)
    {
        using var _ = no_grad();
        using var reader = new BinaryReader(File.OpenRead(path));
        foreach (var state in StatesOf(optimizer))
        {
            state.step = reader.ReadInt64();
            foreach (var moment in new[] { state.exp_avg, state.exp_avg_sq })
            {
                using var ordered = Tensor.Load(reader);
                moment.copy_(ordered);
            }
        }
    }

    private static IEnumerable<AdamW.State> StatesOf(AdamW optimizer) => optimizer.state_dict().State.Cast<AdamW.State>();
}
