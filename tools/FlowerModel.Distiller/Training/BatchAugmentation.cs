using static TorchSharp.torch;

namespace FlowerModel.Distiller.Training;

/// <summary>Changes a batch in the same way for images and teacher features.</summary>
internal static class BatchAugmentation
{
    /// <summary>
    /// Mirrors the first half of a batch [n, channels, height, width]. Mirroring an image mirrors the teacher's map almost exactly, so the
    /// teacher need not be run on mirrored views.
    /// </summary>
    public static Tensor HalfMirrored(Tensor batch)
    {
        using var scope = NewDisposeScope();
        var half = batch.shape[0] / 2;
        // Concatenated in memory order, so that the result keeps the channels-last strides of its parts.
        var ordered = batch.permute(0, 2, 3, 1);
        return cat([ordered.narrow(0, 0, half).flip(2), ordered.narrow(0, half, batch.shape[0] - half)]).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Blends each example with the one at the mirrored position in the batch; a share of 1 changes nothing.</summary>
    public static Tensor Mixed(Tensor batch, float share) => share < 1 ? (batch * share) + (batch.flip(0) * (1 - share)) : batch;
}
