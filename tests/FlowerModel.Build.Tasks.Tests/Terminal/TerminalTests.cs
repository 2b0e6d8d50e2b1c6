using System.Collections;
using FlowerModel.Build.Tasks.Terminal;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Tests.Terminal;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(100, "epoch 1/2, loss 0.5, 3 s left")]
    [InlineData(29, "epoch 1/2, loss 0.5, 3 s left")]
    [InlineData(28, "epoch 1/2, loss 0.5")]
    [InlineData(18, "epoch 1/2")]
    [InlineData(0, "epoch 1/2")]
    public void A_narrow_terminal_shows_the_first_parts(int width, string shown) =>
        Assert.Equal(shown, TerminalStatus.Fit("epoch 1/2, loss 0.5, 3 s left", width));

    [Fact]
    public void Another_build_engine_shows_no_status_and_does_not_fail() =>
        TerminalStatus.Show(new ForeignEngine(), "/app/App.csproj", "epoch 1/2");

    [Fact]
    public void Results_follow_the_path_of_the_output()
    {
        var lines = new ClosingLines();
        Assert.Null(lines.Take("/home/me/app/App.csproj", "/home/me/app/bin/App.dll", "/home/me"));
        lines.Add("Flowers: fine");
        var text = lines.Take("/home/me/app/App.csproj", "/home/me/app/bin/App.dll", "/home/me");
        Assert.Equal(
            $"App -> \u001b]8;;file:///home/me/app/bin\u001b\\app/bin/App.dll\u001b]8;;\u001b\\{Environment.NewLine}    Flowers: fine", text);
        Assert.Null(lines.Take("/home/me/app/App.csproj", "/home/me/app/bin/App.dll", "/home/me"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/home/you")]
    [InlineData("/home/me/ap")]
    public void The_path_is_full_where_the_user_is_in_another_folder(string? workingDirectory)
    {
        var lines = new ClosingLines();
        lines.Add("Flowers: fine");
        var text = lines.Take("/home/me/app/App.csproj", "/home/me/app/bin/App.dll", workingDirectory);
        Assert.Contains("\u001b\\/home/me/app/bin/App.dll\u001b", text, StringComparison.Ordinal);
    }

    private sealed class ForeignEngine : IBuildEngine
    {
        public bool ContinueOnError => false;

        public int LineNumberOfTaskNode => 0;

        public int ColumnNumberOfTaskNode => 0;

        public string ProjectFileOfTaskNode => "";

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => false;

        public void LogCustomEvent(CustomBuildEventArgs e) => Assert.Fail("unexpected");

        public void LogErrorEvent(BuildErrorEventArgs e) => Assert.Fail("unexpected");

        public void LogMessageEvent(BuildMessageEventArgs e) => Assert.Fail("unexpected");

        public void LogWarningEvent(BuildWarningEventArgs e) => Assert.Fail("unexpected");
    }
}
