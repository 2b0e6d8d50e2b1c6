namespace FlowerModel.FakeTrainer;

/// <summary>Behavior of the fake trainer.</summary>
internal enum Behavior
{
    /// <summary>Progress, artifacts, exit code 0.</summary>
    Ok,

    /// <summary>Like <see cref="Ok"/>, with a warning that has a code.</summary>
    Warn,

    /// <summary>Like <see cref="Ok"/>, with the output of a chatty library on standard output and standard error.</summary>
    Garbage,

    /// <summary>Like <see cref="Ok"/>, but without drawings, as on a machine where the graphics library does not load.</summary>
    Undrawn,

    /// <summary>Like <see cref="Ok"/>, with other bytes in the first artifact.</summary>
    Differ,

    /// <summary>Like <see cref="Ok"/>, with other features where they are extracted.</summary>
    OtherFeatures,

    /// <summary>Exit code 0 without any artifact, like a broken trainer.</summary>
    Silent,

    /// <summary>An error with a code and exit code 1, after the first artifact was written.</summary>
    Error,

    /// <summary>An error because an image does not have the hash that the manifest contains, and exit code 1.</summary>
    Changed,

    /// <summary>An unhandled exception, after the first artifact was written.</summary>
    Crash,

    /// <summary>Exits as if the kernel had killed the process, after the first artifact was written.</summary>
    KillSelf,

    /// <summary>Runs until its standard input closes, then exits with code 2.</summary>
    Hang,

    /// <summary>Runs forever, even if its standard input closes.</summary>
    Stubborn,
}

/// <summary>Reads the behavior.</summary>
internal static class BehaviorChoice
{
    /// <summary>The behavior for a verb.</summary>
    /// <param name="text"><c>BEHAVIOR</c>, <c>BEHAVIOR@VERB</c> for that verb only, or nothing.</param>
    /// <param name="verb">The verb.</param>
    public static Behavior For(string text, string verb)
    {
        var parts = text.Split('@');
        if (parts[0].Length == 0 || (parts.Length > 1 && parts[1] != verb)) return Behavior.Ok;
        return Enum.Parse<Behavior>(parts[0].Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
    }
}
