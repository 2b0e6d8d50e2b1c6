using System.CommandLine;

namespace FlowerModel.Tool.Commands;

/// <summary>All commands of the tool.</summary>
internal static class RootCommands
{
    /// <summary>The command line of <c>flowermodel</c>.</summary>
    public static RootCommand Create() =>
        new("Looks into TensorFlow Lite image classifiers: inspects, converts, evaluates and compares them.")
        {
            InspectCommand.Create(),
            ConvertCommand.Create(),
            EvaluateCommand.Create(),
            CompareCommand.Create(),
        };
}
