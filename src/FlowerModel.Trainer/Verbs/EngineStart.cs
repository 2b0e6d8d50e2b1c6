using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Engine;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Starts the tensor engine for the verbs that need it.</summary>
internal static class EngineStart
{
    private const string LibTorchVariable = "FLOWERMODEL_TEST_LIBTORCH";

    public static void For(TrainerRequest request)
    {
        var libTorch = Environment.GetEnvironmentVariable(LibTorchVariable)
            ?? throw new InvalidOperationException($"{request.Model} needs libtorch; {LibTorchVariable} is not set.");
        TorchEngine.Start(new EngineOptions { LibTorchDirectory = libTorch, ToolCacheDirectory = Path.GetTempPath() });
    }
}
