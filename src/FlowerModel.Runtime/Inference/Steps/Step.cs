namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>One operator, ready to run: everything about shapes, settings and weights was settled when it was planned.</summary>
/// <param name="Label">Operator and tensor, for messages and timings.</param>
/// <param name="Reads">Values that must be there before the step.</param>
/// <param name="Writes">Values that the step fills, and its working memory.</param>
/// <param name="Run">Computes the step.</param>
internal sealed record Step(string Label, IReadOnlyList<Value> Reads, IReadOnlyList<Value> Writes, Action<RunState> Run);
