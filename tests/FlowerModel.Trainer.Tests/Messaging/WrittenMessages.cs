using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Tests.Messaging;

/// <summary>Reads what a verb has written, as the build does.</summary>
internal static class WrittenMessages
{
    /// <summary>Returns the messages of an output, without the lines that are none.</summary>
    /// <param name="output">Everything that was written.</param>
    public static IReadOnlyList<TrainerMessage> In(string output) => [.. output.Split('\n').Select(TrainerMessage.TryParse).OfType<TrainerMessage>()];
}
