using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace FlowerModel.Bench;

/// <summary>The same command in a process of its own, so that one way's memory and threads do not show in the other's figures.</summary>
internal static class ChildRun
{
    /// <summary>Runs it with one more option, and reads the figures on the last line of its output.</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Its value.</param>
    public static double[] Figures(ParseResult arguments, string option, string value)
    {
        var child = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var token in arguments.Tokens) child.ArgumentList.Add(token.Value);
        child.ArgumentList.Add(option);
        child.ArgumentList.Add(value);
        using var process = Process.Start(child)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{option} {value} ended with {process.ExitCode}");
        var figures = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        return [.. figures.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
    }
}
