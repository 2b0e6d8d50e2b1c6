using System;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Reads the section of a version from a changelog in the format of Keep a Changelog.</summary>
public sealed class ReadReleaseNotes : Task
{
    /// <summary>Path of the changelog.</summary>
    [Required]
    public string Changelog { get; set; }

    /// <summary>The version. If it has no section, the section of unreleased changes is read.</summary>
    [Required]
    public string Version { get; set; }

    /// <summary>The text of the section, without its heading.</summary>
    [Output]
    public string Notes { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var lines = File.ReadAllLines(Changelog);
        Notes = Section(lines, Version) ?? Section(lines, "Unreleased");
        if (string.IsNullOrEmpty(Notes)) Log.LogError("{0} has neither a section [{1}] nor a section [Unreleased] with text.", Changelog, Version);
        return !Log.HasLoggedErrors;
    }

    private static string Section(string[] lines, string name)
    {
        var start = Array.FindIndex(lines, line => line.StartsWith("## [" + name + "]", StringComparison.Ordinal));
        if (start < 0) return null;
        return string.Join("\n", lines.Skip(start + 1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))).Trim();
    }
}
