using FlowerModel.Runtime.Inference.Steps;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>A model that is ready to run: its steps in order and the memory they need. Immutable; concurrent runs may share it.</summary>
internal sealed record ExecutionPlan(
    IReadOnlyList<Step> Steps, IReadOnlyList<Value> Inputs, IReadOnlyList<Value> Outputs, int ArenaBytes);
