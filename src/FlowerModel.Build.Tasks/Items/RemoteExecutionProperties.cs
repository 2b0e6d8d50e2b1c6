using System.Globalization;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Build.Tasks.Items;

/// <summary>Reads the properties <c>FlowerModelRemoteExecution...</c>.</summary>
internal static class RemoteExecutionProperties
{
    /// <summary>Returns the service; null if there is none.</summary>
    /// <exception cref="PipelineException">A value is invalid. The trainer checks the URL, and does not repeat it, because it can contain a secret.</exception>
    public static RemoteExecutionOptions? Parse(ProjectFacts project)
    {
        if (project.RemoteExecution is not { } url) return null;
        var options = new RemoteExecutionOptions(url);
        return options with
        {
            AllowPlain = project.RemoteExecutionAllowPlain,
            InstanceName = project.RemoteExecutionInstance,
            Platform = Platform(project),
            TimeoutSeconds = Number(project, "Timeout", project.RemoteExecutionTimeout, options.TimeoutSeconds),
            Commands = Number(project, "Commands", project.RemoteExecutionCommands, options.Commands),
            DotNet = project.RemoteExecutionDotNet ?? options.DotNet,
        };
    }

    private static Dictionary<string, string> Platform(ProjectFacts project)
    {
        var platform = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in project.RemoteExecutionPlatform.Split(';').Select(text => text.Trim()).Where(text => text.Length > 0))
        {
            var equals = property.IndexOf('=');
            if (equals <= 0) throw Invalid(project, "Platform", property, "Use NAME=VALUE, separated by semicolons, such as OSFamily=linux");
            platform[property.Substring(0, equals)] = property.Substring(equals + 1);
        }

        return platform;
    }

    private static int Number(ProjectFacts project, string name, string? text, int standard)
    {
        if (text is null) return standard;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw Invalid(project, name, text, "Use a positive whole number");
    }

    private static PipelineException Invalid(ProjectFacts project, string name, string value, string advice) =>
        new(Codes.InvalidValue, $"FlowerModelRemoteExecution{name} contains '{value}', which is invalid. {advice}.", project.ProjectFile);
}
