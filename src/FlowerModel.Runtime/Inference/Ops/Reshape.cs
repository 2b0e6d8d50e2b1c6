using FlowerModel.Runtime.Inference.Steps;

namespace FlowerModel.Runtime.Inference.Ops;

/// <summary>RESHAPE and SQUEEZE: the elements keep their order; the output tensor has the new shape.</summary>
internal static class Reshape
{
    public static Step Plan(OperatorContext context)
    {
        var (input, output) = (context.Input(0), context.Output);
        context.RequireSameType(input, output);
        context.RequireSameCount(input, output);
        return context.Step([input], state => state.Read<byte>(input).CopyTo(state.Write<byte>(output)));
    }
}
