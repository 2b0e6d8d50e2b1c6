namespace FlowerModel.Runtime.Inference;

/// <summary>The time that one operator of a model takes, from <see cref="Interpreter.Profile"/>.</summary>
/// <param name="Operator">The operator and its output, for example <c>CONV_2D with output 'x'</c>.</param>
/// <param name="Fastest">The shortest time of all runs.</param>
public readonly record struct OperatorTiming(string Operator, TimeSpan Fastest);
