using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>MEAN over one or more dimensions, which are dropped or kept with length 1.</summary>
internal static class Mean
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameType(input, output);
        var rank = input.Shape.Length;
        if (rank > Strided.Rank) throw context.Unsupported($"tensors with more than {Strided.Rank} dimensions, such as {input}");
        var reduced = (int[])input.Shape.Clone();
        foreach (var axis in context.Int32Constant(context.Input(1)))
        {
            if (axis < -rank || axis >= rank) throw context.Damaged($"{input} has no dimension {axis}");
            reduced[axis < 0 ? axis + rank : axis] = 1;
        }

        var results = reduced.Aggregate(1, (product, dimension) => product * dimension);
        if (results != output.Count || results == 0 || input.Count == 0)
            throw context.Damaged($"{output} does not have the size of {input} after the reduction");
        var shape = Strided.Extend(input.Shape);
        var from = Strided.Steps(shape);
        var to = Strided.Steps(Strided.Extend(reduced));
        var count = input.Count / results;

        var overPixels = rank == 4 && reduced[0] == input.Shape[0] && reduced[1] == 1 && reduced[2] == 1 && reduced[3] == input.Shape[3];
        switch (input.Type)
        {
            case TensorType.Float32 when overPixels:
                var maps = context.NhwcOf(input);
                var kernels = context.Floats;
                return context.Step([input], state => kernels.SpatialMean(state.Read<float>(input), maps, state.Write<float>(output)));
            case TensorType.Float32:
                return context.Step([input], state =>
                {
                    var values = state.Read<float>(input);
                    var means = state.Write<float>(output);
                    means.Clear();
                    foreach (var (one, mean) in Strided.Walk(shape, from, to)) means[mean] += values[one];
                    foreach (ref var mean in means) mean /= count;
                });
            case TensorType.Int8:
                var (stored, result) = (context.PerTensor(input), context.PerTensor(output));
                var (from8, to8) = ((stored.Scale, (int)stored.ZeroPoint), (result.Scale, (int)result.ZeroPoint));
                var keepsPixels = overPixels && context.Options<ReducerOptions>().KeepDimensions;
                var rule = (keepsPixels, input.IsUnsigned) switch
                {
                    (true, false) => QuantizedMean.FixedPointRule(from8, to8, count),
                    (true, true) => QuantizedMean.UnsignedFixedPointRule(from8, to8, count),
                    _ when from8 == to8 => QuantizedMean.Truncation(count, input.IsUnsigned ? SignedBytes.Offset : 0),
                    _ => QuantizedMean.Rule(from8, to8, count),
                };
                var sums = Value.Scratch(checked(results * sizeof(int)));
                return context.Step(
                    [input],
                    state =>
                    {
                        var values = state.Read<sbyte>(input);
                        var totals = state.Write<int>(sums);
                        var means = state.Write<sbyte>(output);
                        if (overPixels)
                        {
                            QuantizedMean.SpatialSums(values, count, input.Shape[3], totals);
                        }
                        else
                        {
                            totals.Clear();
                            foreach (var (one, mean) in Strided.Walk(shape, from, to)) totals[mean] += values[one];
                        }

                        for (var i = 0; i < means.Length; i++) means[i] = rule(totals[i]);
                    },
                    sums);
            default:
                throw context.Unsupported($"{input}");
        }
    }
}
