using FlowerModel.Sdk.Tests.Support;

namespace FlowerModel.Sdk.Tests;

/// <summary><c>FlowerModelOpenReport</c> in real builds, with a program in place of the one that opens files.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class ReportTests(PackedFeed feed) : IDisposable
{
    private const string Open = "-p:FlowerModelOpenReport=true";
    private const string Report = "App/obj/Debug/net10.0/FlowerModel/Flowers/report.html";

    private readonly Consumer consumer = new(feed);

    public void Dispose() => consumer.Dispose();

    [Fact]
    public void The_report_is_opened_at_a_desktop_only_and_never_fails_the_build()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "xdg-open is a program of Linux.");
        WriteOpener("printf '%s' \"$1\" > \"$OPENED.part\"\nmv \"$OPENED.part\" \"$OPENED\"\n");
        consumer.Environment["OPENED"] = consumer["opened.txt"];
        consumer.Environment["DISPLAY"] = ":0";
        foreach (var variable in (string[])["CI", "TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL", "WAYLAND_DISPLAY"]) consumer.Environment[variable] = "";

        var run = consumer.Build(Open).Succeeded();
        Assert.Contains("Flowers: report in " + consumer[Report], run.Output, StringComparison.Ordinal);
        Assert.Equal(consumer[Report], Opened());

        // Nothing changed, but who asks for the report wants to see it.
        consumer.Build(Open).Succeeded();
        Assert.Equal(consumer[Report], Opened());

        consumer.Environment["CI"] = "true";
        NotOpened();
        consumer.Environment["CI"] = "";
        consumer.Environment["DISPLAY"] = "";
        NotOpened();

        consumer.Environment["DISPLAY"] = ":0";
        WriteOpener("exit 3\n");
        consumer.Build(Open).Succeeded();
    }

    private void WriteOpener(string text)
    {
        consumer.Write("bin/xdg-open", "#!/bin/sh\n" + text);
        const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(consumer["bin/xdg-open"], Executable);
        consumer.Environment["PATH"] = consumer["bin"] + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
    }

    // The build does not wait for the program.
    private string Opened()
    {
        Assert.True(SpinWait.SpinUntil(() => File.Exists(consumer["opened.txt"]), TimeSpan.FromMinutes(1)), "The report was not opened.");
        var path = File.ReadAllText(consumer["opened.txt"]);
        File.Delete(consumer["opened.txt"]);
        return path;
    }

    private void NotOpened() => Assert.Empty(consumer.Build(Open).Succeeded().TasksNamed("Exec"));
}
