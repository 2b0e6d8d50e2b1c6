namespace FlowerModel.Runtime;

/// <summary>A class and the score that the model gives it.</summary>
/// <param name="Label">The name of the class.</param>
/// <param name="Score">The model's score; between 0 and 1 for models that end in a softmax.</param>
/// <param name="Index">The index of the class in the model's output.</param>
public readonly record struct Candidate(string Label, float Score, int Index);
