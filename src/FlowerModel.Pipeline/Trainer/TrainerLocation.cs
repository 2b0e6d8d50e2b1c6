namespace FlowerModel.Pipeline.Trainer;

/// <summary>The location of the trainer and of the program that runs it.</summary>
/// <param name="DotNetHost">Full path of the <c>dotnet</c> executable, or only its name to use the one on the PATH.</param>
/// <param name="Assembly">Full path of <c>FlowerModel.Trainer.dll</c>.</param>
public sealed record TrainerLocation(string DotNetHost, string Assembly);
