using FlowerModel.Runtime.Inference.Steps;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>A model that is ready to run. Immutable; concurrent runs may share it.</summary>
/// <param name="Steps">The operators in execution order.</param>
/// <param name="Inputs">The model's inputs.</param>
/// <param name="Outputs">The model's outputs.</param>
/// <param name="ArenaBytes">The memory that a run needs.</param>
/// <param name="ComputesAll">False if operators became part of others, so that their results are never in memory.</param>
internal sealed record ExecutionPlan(
    Step[] Steps, Value[] Inputs, Value[] Outputs, int ArenaBytes, bool ComputesAll);
