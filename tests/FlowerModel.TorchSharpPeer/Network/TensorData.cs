using System.Runtime.InteropServices;
using FlowerModel.Trainer.Network;
using TorchSharp;

namespace FlowerModel.TorchSharpPeer.Network;

/// <summary>Copies data between managed memory and tensors.</summary>
internal static class TensorData
{
    /// <summary>The elements in the order of the shape, regardless of the strides.</summary>
    public static float[] ToArray(torch.Tensor tensor)
    {
        using var contiguous = tensor.detach().contiguous();
        return MemoryMarshal.Cast<byte, float>(contiguous.bytes).ToArray();
    }
}
