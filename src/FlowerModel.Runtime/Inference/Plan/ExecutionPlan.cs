using FlowerModel.Runtime.Inference.Steps;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>A model ready to run: steps in order and the memory they need. Immutable, so any number of runs may share it.</summary>
internal sealed record ExecutionPlan(
    IReadOnlyList<Step> Steps, IReadOnlyList<Value> Inputs, IReadOnlyList<Value> Outputs, int ArenaBytes);
