namespace FlowerModel.Trainer.Advice;

/// <summary>Advice about a dataset or a training: nothing is wrong, but something could be better.</summary>
/// <param name="Code">A code of <see cref="Pipeline.Diagnostics.Codes"/>, <c>FLOWER81nn</c>.</param>
/// <param name="Text">What was noticed, and what to do.</param>
internal sealed record Hint(string Code, string Text);
