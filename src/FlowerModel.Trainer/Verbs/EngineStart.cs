using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Engine;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Starts the tensor engine for the verbs that need it.</summary>
internal static class EngineStart
{
    public static void For(TrainerRequest request) =>
        TorchEngine.Start(new EngineOptions { LibTorchDirectory = request.LibTorchDirectory, ToolCacheDirectory = request.ToolsDirectory });
}
