using System.Reflection;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Terminal;

/// <summary>
/// Shows what a task does on the project's line of MSBuild's terminal logger. That logger shows the name of the running target there, and of all events
/// only the start of a target changes it. MSBuild's interface for tasks has no such event, so it is passed to the logging service behind that interface.
/// Where MSBuild is built differently, nothing is shown.
/// </summary>
internal static class TerminalStatus
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const int MaxWidth = 120; // The logger uses no more columns.
    private const int DurationWidth = 10; // The time at the end of the line, such as " (123.4s)".

    /// <summary>True if the build uses the terminal logger. MSBuild sets this variable in all processes of a build.</summary>
    public static bool IsActive => Environment.GetEnvironmentVariable("_MSBUILDTLENABLED") == "1";

    /// <summary>Shows a status until the next one or the next target.</summary>
    /// <param name="engine">The task's build engine.</param>
    /// <param name="projectFile">Full path of the project file.</param>
    /// <param name="text">Parts separated by <c>", "</c>; those that do not fit are left out.</param>
    public static void Show(IBuildEngine engine, string projectFile, string text)
    {
        if (Get(engine, "LoggingContext") is not { } context
            || Get(context, "BuildEventContext") is not BuildEventContext task
            || Get(context, "LoggingService") is not { } service
            || service.GetType().GetMethod("LogBuildEvent", Members, binder: null, [typeof(BuildEventArgs)], modifiers: null) is not { } log)
        {
            return;
        }

        // Without the number of a target, other loggers do not take this for a second start of the running target.
        var project = new BuildEventContext(
            task.SubmissionId, task.NodeId, task.EvaluationId, task.ProjectInstanceId, task.ProjectContextId,
            BuildEventContext.InvalidTargetId, BuildEventContext.InvalidTaskId);
        var name = Fit(text, Width() - Path.GetFileNameWithoutExtension(projectFile).Length - "   net10.0-windows ".Length - DurationWidth);
        try
        {
            log.Invoke(service, [new TargetStartedEventArgs(name, null, name, projectFile, projectFile) { BuildEventContext = project }]);
        }
        catch (TargetInvocationException)
        {
            // A status is never worth a failed build.
        }
    }

    /// <summary>Returns the first parts of a text that fit.</summary>
    /// <param name="text">Parts separated by <c>", "</c>.</param>
    /// <param name="width">Number of characters; the first part is always returned.</param>
    public static string Fit(string text, int width)
    {
        while (text.Length > width && text.LastIndexOf(", ", StringComparison.Ordinal) is > 0 and var end) text = text.Substring(0, end);
        return text;
    }

    private static object? Get(object value, string property)
    {
        try
        {
            return value.GetType().GetProperty(property, Members)?.GetValue(value);
        }
        catch (Exception error) when (error is TargetInvocationException or AmbiguousMatchException)
        {
            return null;
        }
    }

    private static int Width()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? MaxWidth : Math.Min(Console.WindowWidth, MaxWidth);
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException)
        {
            return MaxWidth;
        }
    }
}
