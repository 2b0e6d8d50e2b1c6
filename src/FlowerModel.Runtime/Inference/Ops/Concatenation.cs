using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>
/// CONCATENATION along one dimension. int8 tensors must all have the same scale, as the specification requires; uint8 tensors are converted to the
/// scale of the result.
/// </summary>
internal static class Concatenation
{
    public static Step Plan(OperatorContext context)
    {
        var options = context.Options<ConcatenationOptions>();
        var output = context.Output;
        if (options.Activation != FusedActivation.None) throw context.Unsupported($"the fused activation {options.Activation}");
        var rank = output.Shape.Length;
        var axis = options.Axis < 0 ? options.Axis + rank : options.Axis;
        if (axis < 0 || axis >= rank) throw context.Damaged($"{output} has no dimension {options.Axis}");

        var inputs = new Value[context.InputCount];
        var offsets = new int[inputs.Length];
        var tables = new byte[]?[inputs.Length];
        var along = 0L;
        var inner = 1;
        foreach (var dimension in output.Shape.AsSpan(axis + 1)) inner *= dimension;
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = inputs[i] = context.Input(i);
            context.RequireSameType(input, output);
            if (input.Shape.Length != rank) throw context.Damaged($"{input} must have {rank} dimensions");
            for (var d = 0; d < rank; d++)
            {
                if (d != axis && input.Shape[d] != output.Shape[d]) throw context.Damaged($"{input} does not fit into {output}");
            }

            if (input.Type is TensorType.Int8 or TensorType.UInt8)
            {
                var (from, to) = (context.PerTensor(input), context.PerTensor(output));
                if (from.Scale != to.Scale || from.ZeroPoint != to.ZeroPoint)
                    tables[i] = input.IsUnsigned ? Rescaling(from, to) : throw context.Unsupported($"different scales in {input} and {output}");
            }

            offsets[i] = (int)(along * inner);
            along += input.Shape[axis];
            if (along > output.Shape[axis]) break;
        }

        if (along != output.Shape[axis]) throw context.Damaged($"the inputs do not fill {output}");
        return output.Type.ByteSize() switch
        {
            1 => Join<byte>(context, inputs, offsets, axis, inner, tables),
            4 => Join<int>(context, inputs, offsets, axis, inner, tables),
            _ => throw context.Unsupported($"{output}"),
        };
    }

    private static Step Join<T>(OperatorContext context, Value[] inputs, int[] offsets, int axis, int inner, byte[]?[] tables)
        where T : unmanaged
    {
        var output = context.Output;
        var outputBlock = output.Shape[axis] * inner;
        return context.Step(inputs, state =>
        {
            var joined = state.Write<T>(output);
            for (var i = 0; i < inputs.Length; i++)
            {
                if (inputs[i].Count == 0) continue;
                Movement.Interleave(state.Read<T>(inputs[i]), inputs[i].Shape[axis] * inner, joined, outputBlock, offsets[i]);
                if (tables[i] is not { } table) continue;
                var bytes = MemoryMarshal.AsBytes(joined);
                for (var at = offsets[i]; at < bytes.Length; at += outputBlock)
                {
                    var block = bytes.Slice(at, inputs[i].Shape[axis] * inner);
                    ByteTable.Run(block, table, block);
                }
            }
        });
    }

    /// <summary>Returns the results of TFLite's ConcatenationWithScaling, which computes in floats.</summary>
    private static byte[] Rescaling(Quantization from, Quantization to)
    {
        var scale = from.Scale * (1 / to.Scale);
        var bias = -(from.ZeroPoint + SignedBytes.Offset) * scale;
        return ByteTable.Create(signed: true, stored =>
        {
            var rounded = MathF.Round(((stored + SignedBytes.Offset) * scale) + bias, MidpointRounding.AwayFromZero);
            return (int)Math.Clamp(rounded + to.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        });
    }
}
