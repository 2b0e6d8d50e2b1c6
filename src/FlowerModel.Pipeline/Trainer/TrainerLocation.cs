namespace FlowerModel.Pipeline.Trainer;

/// <summary>Where the trainer program and what it needs lie.</summary>
/// <param name="DotNetHost">Full path of the <c>dotnet</c> program, or just its name to take the one on the path.</param>
/// <param name="Assembly">Full path of <c>FlowerModel.Trainer.dll</c>.</param>
/// <param name="LibTorchDirectory">Folder of libtorch's native libraries for this machine.</param>
public sealed record TrainerLocation(string DotNetHost, string Assembly, string LibTorchDirectory);
