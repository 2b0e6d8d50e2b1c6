namespace FlowerModel.Runtime;

/// <summary>One class and how likely the model finds it.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Score">The model's score, 0 to 1 for models that end in a softmax.</param>
/// <param name="Index">Position of the class among the model's outputs.</param>
public readonly record struct Candidate(string Label, float Score, int Index);
