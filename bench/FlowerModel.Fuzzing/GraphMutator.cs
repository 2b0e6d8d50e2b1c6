using System.Buffers.Binary;
using FlowerModel.Tflite;

namespace FlowerModel.Fuzzing;

/// <summary>
/// Changes a model as an object: written out, it is a well-formed file whose shapes, settings and references are inconsistent. Such
/// files pass the reader and test the interpreter.
/// </summary>
internal static class GraphMutator
{
    private const int LargestConstant = 1 << 16;

    private static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 255, 1000, 4096, 46341, 65536, 1 << 20, 1 << 30, int.MaxValue];

    private static readonly int[] Numbers = [.. Lengths, -1, -2, -3, -65536, int.MinValue, int.MinValue + 1, int.MaxValue - 1];

    private static readonly float[] Scales = [0, float.Epsilon, 1e-38f, 1e-20f, 1e-6f, 0.5f, 1, 3, 1e6f, 1e20f, float.MaxValue];

    private static readonly float[] Betas = [0, -1, 2, 1e30f, float.MaxValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    /// <summary>Returns a changed model; it may be so inconsistent that the writer rejects it.</summary>
    internal static Model Change(Model model, Random random)
    {
        var graph = model.Main;
        do
        {
            graph = random.Next(8) switch
            {
                0 or 1 or 2 => graph with { Tensors = With(graph.Tensors, random, tensor => Change(tensor, random)) },
                3 or 4 or 5 => graph with { Operators = With(graph.Operators, random, op => Change(op, graph.Tensors.Count, random)) },
                6 => graph with { Operators = Reorder(graph.Operators, random) },
                _ => random.Next(2) == 0
                    ? graph with { Inputs = Change(graph.Inputs, graph.Tensors.Count, random) }
                    : graph with { Outputs = Change(graph.Outputs, graph.Tensors.Count, random) },
            };
        }
        while (random.Next(2) == 0);

        return model with { Subgraphs = [graph, .. model.Subgraphs.Skip(1)] };
    }

    private static Tensor Change(Tensor tensor, Random random)
    {
        switch (random.Next(5))
        {
            case 0 or 1:
                return Fill(tensor with { Shape = ChangeShape(tensor.Shape, random) }, tensor, random);
            case 2:
                return Fill(tensor with { Type = (TensorType)random.Next((int)TensorType.Int4 + 1) }, tensor, random);
            case 3:
                return tensor with { Quantization = ChangeQuantization(tensor, random) };
            default:
                if (tensor.Data.Length is 0 or > LargestConstant) return tensor;
                var data = tensor.Data.ToArray();
                if (tensor.Type == TensorType.Int32)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4 * random.Next(data.Length / 4)), Pick(Numbers, random));
                }
                else
                {
                    random.NextBytes(data);
                }

                return tensor with { Data = data };
        }
    }

    /// <summary>Keeps a constant at the correct length.</summary>
    private static Tensor Fill(Tensor changed, Tensor original, Random random)
    {
        if (!original.IsConstant) return changed;
        var bytes = changed.Shape.Aggregate(1.0, (product, length) => product * length) * Math.Max(1, changed.Type.ByteSize());
        if (bytes is < 0 or > LargestConstant) return changed;
        var data = new byte[(int)bytes];
        random.NextBytes(data);
        original.Data.Span[..Math.Min(original.Data.Length, data.Length)].CopyTo(data);
        return changed with { Data = data };
    }

    private static List<int> ChangeShape(IReadOnlyList<int> shape, Random random)
    {
        var changed = shape.ToList();
        switch (random.Next(6))
        {
            case 0:
                changed.Insert(random.Next(changed.Count + 1), Pick(Lengths, random));
                break;
            case 1 when changed.Count > 0:
                changed.RemoveAt(random.Next(changed.Count));
                break;
            case 2 when changed.Count > 1:
                (changed[0], changed[^1]) = (changed[^1], changed[0]);
                break;
            default:
                if (changed.Count > 0) changed[random.Next(changed.Count)] = Pick(Lengths, random);
                break;
        }

        return changed;
    }

    private static Quantization? ChangeQuantization(Tensor tensor, Random random)
    {
        var zeroPoint = random.Next(3) == 0 ? random.Next(-128, 128) : 0;
        if (random.Next(3) == 0 && tensor.Shape.Count > 0)
        {
            var dimension = random.Next(tensor.Shape.Count);
            var count = Math.Clamp(tensor.Shape[dimension], 1, 64);
            return new Quantization(
                [.. Enumerable.Range(0, count).Select(_ => Pick(Scales, random))], Enumerable.Repeat((long)zeroPoint, count).ToArray(), dimension);
        }

        return random.Next(4) == 0 ? null : new Quantization(Pick(Scales, random), zeroPoint);
    }

    private static Operator Change(Operator op, int tensors, Random random) => random.Next(6) switch
    {
        0 => op with { Inputs = Change(op.Inputs, tensors, random) },
        1 => op with { Outputs = Change(op.Outputs, tensors, random) },
        2 => op with { Code = Pick(Enum.GetValues<BuiltinOperator>(), random), Options = null, CustomCode = null },
        _ => op with { Options = Change(op.Options, random) },
    };

    private static OperatorOptions? Change(OperatorOptions? options, Random random)
    {
        var activation = (FusedActivation)random.Next(6);
        var padding = (Padding)random.Next(2);
        var (a, b, c, d) = (Maybe(random, 1), Maybe(random, 1), Maybe(random, 1), Maybe(random, 1));
        return options switch
        {
            Conv2DOptions conv => conv with
            {
                Activation = activation,
                Padding = padding,
                StrideWidth = a,
                StrideHeight = b,
                DilationWidth = c,
                DilationHeight = d,
            },
            DepthwiseConv2DOptions conv => conv with
            {
                Activation = activation,
                Padding = padding,
                StrideWidth = a,
                StrideHeight = b,
                DilationWidth = c,
                DepthMultiplier = d,
            },
            Pool2DOptions pool => pool with
            {
                Activation = activation,
                Padding = padding,
                StrideWidth = a,
                StrideHeight = b,
                FilterWidth = c,
                FilterHeight = d,
            },
            FullyConnectedOptions dense => dense with
            {
                Activation = activation,
                WeightsFormat = (byte)random.Next(3),
                KeepDimensions = random.Next(2) == 0,
            },
            AddOptions add => add with { Activation = activation },
            SubOptions sub => sub with { Activation = activation },
            MulOptions mul => mul with { Activation = activation },
            ConcatenationOptions => new ConcatenationOptions(Pick(Numbers, random), activation),
            ReducerOptions => new ReducerOptions(random.Next(2) == 0),
            ReshapeOptions reshape => new ReshapeOptions(ChangeShape(reshape.NewShape, random)),
            SoftmaxOptions => new SoftmaxOptions(Pick(Betas, random)),
            _ => options,
        };
    }

    private static List<int> Change(IReadOnlyList<int> indices, int tensors, Random random)
    {
        var changed = indices.ToList();
        switch (random.Next(4))
        {
            case 0:
                changed.Insert(random.Next(changed.Count + 1), random.Next(tensors));
                break;
            case 1 when changed.Count > 0:
                changed.RemoveAt(random.Next(changed.Count));
                break;
            default:
                if (changed.Count > 0) changed[random.Next(changed.Count)] = random.Next(-1, tensors);
                break;
        }

        return changed;
    }

    private static List<Operator> Reorder(IReadOnlyList<Operator> operators, Random random)
    {
        var changed = operators.ToList();
        if (changed.Count == 0) return changed;
        var (from, to) = (random.Next(changed.Count), random.Next(changed.Count));
        switch (random.Next(3))
        {
            case 0:
                (changed[from], changed[to]) = (changed[to], changed[from]);
                break;
            case 1:
                changed.RemoveAt(from);
                break;
            default:
                changed.Insert(to, changed[from]);
                break;
        }

        return changed;
    }

    private static List<T> With<T>(IReadOnlyList<T> items, Random random, Func<T, T> change)
    {
        var changed = items.ToList();
        if (changed.Count == 0) return changed;
        var at = random.Next(changed.Count);
        changed[at] = change(changed[at]);
        return changed;
    }

    private static int Maybe(Random random, int usual) => random.Next(2) == 0 ? usual : Pick(Numbers, random);

    private static T Pick<T>(T[] values, Random random) => values[random.Next(values.Length)];
}
