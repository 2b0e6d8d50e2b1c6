namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>One operator, ready to run: its shapes, settings and weights were resolved during planning.</summary>
/// <param name="Label">The operator and its output, for messages and timings.</param>
/// <param name="Reads">Values that must be available before the step.</param>
/// <param name="Writes">Values that the step fills, including its working memory.</param>
/// <param name="Run">Computes the step.</param>
internal sealed record Step(string Label, IReadOnlyList<Value> Reads, IReadOnlyList<Value> Writes, Action<RunState> Run);
