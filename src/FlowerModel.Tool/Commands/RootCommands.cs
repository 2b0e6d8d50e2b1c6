using System.CommandLine;

namespace FlowerModel.Tool.Commands;

/// <summary>All commands of the tool.</summary>
internal static class RootCommands
{
    /// <summary>The command line of <c>flowermodel</c>.</summary>
    public static RootCommand Create() =>
        new("Inspects, converts, evaluates and compares TensorFlow Lite image classifiers.")
        {
            InspectCommand.Create(),
            ConvertCommand.Create(),
            EvaluateCommand.Create(),
            CompareCommand.Create(),
            RecipeCommand.Create(),
            CacheCommand.Create(),
        };
}
