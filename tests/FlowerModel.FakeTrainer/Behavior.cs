namespace FlowerModel.FakeTrainer;

/// <summary>How the fake trainer behaves.</summary>
internal enum Behavior
{
    /// <summary>Progress, artifacts, exit code 0.</summary>
    Ok,

    /// <summary>As <see cref="Ok"/>, with a coded warning.</summary>
    Warn,

    /// <summary>As <see cref="Ok"/>, with output of a chatty library on both streams.</summary>
    Garbage,

    /// <summary>Exit code 0 without any artifact: a broken trainer.</summary>
    Silent,

    /// <summary>A coded error, exit code 1, after the first artifact was written.</summary>
    Error,

    /// <summary>An unhandled exception, after the first artifact was written.</summary>
    Crash,

    /// <summary>Ends as if the kernel had killed it, after the first artifact was written.</summary>
    KillSelf,

    /// <summary>Works without end and ends itself, exit code 2, when its standard input closes.</summary>
    Hang,

    /// <summary>Works without end, whatever its standard input does.</summary>
    Stubborn,
}

/// <summary>Reads the wanted behavior from the environment.</summary>
internal static class BehaviorChoice
{
    /// <summary>The behavior for a verb: <c>FLOWERMODEL_FAKE_TRAINER</c>, <c>BEHAVIOR</c> or <c>BEHAVIOR@VERB</c>.</summary>
    public static Behavior For(string verb)
    {
        var parts = (Environment.GetEnvironmentVariable("FLOWERMODEL_FAKE_TRAINER") ?? "").Split('@');
        if (parts[0].Length == 0 || (parts.Length > 1 && parts[1] != verb)) return Behavior.Ok;
        return Enum.Parse<Behavior>(parts[0].Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
    }
}
