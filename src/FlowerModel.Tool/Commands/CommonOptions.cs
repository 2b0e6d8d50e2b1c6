using System.CommandLine;

namespace FlowerModel.Tool.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() =>
        new("--json") { Description = "Writes JSON instead of tables to standard output; docs/command-line.md lists its fields." };
}
