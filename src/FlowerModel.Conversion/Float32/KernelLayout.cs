namespace FlowerModel.Conversion.Float32;

/// <summary>Reorders kernel elements: output channels are last (fastest) in Keras and first in TFLite.</summary>
internal static class KernelLayout
{
    /// <summary>HWIO to OHWI, or a dense kernel's (inputs, outputs) to (outputs, inputs).</summary>
    internal static float[] ToOutputFirst(ReadOnlySpan<float> outputLast, int outputs)
    {
        var perOutput = outputLast.Length / outputs;
        var result = new float[outputLast.Length];
        for (var i = 0; i < perOutput; i++)
        {
            for (var output = 0; output < outputs; output++) result[output * perOutput + i] = outputLast[i * outputs + output];
        }

        return result;
    }
}
