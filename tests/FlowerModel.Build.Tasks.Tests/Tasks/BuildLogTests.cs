using FlowerModel.Build.Tasks.Tests.Support;
using FlowerModel.Pipeline.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Tasks;

/// <summary>Diagnostics and progress of the pipeline as MSBuild shows them.</summary>
public sealed class BuildLogTests
{
    private const string Text = "Braces {0} {oops} and 100 % stay as they are.";

    private readonly RecordingEngine engine = new();
    private readonly BuildLog log;

    public BuildLogTests()
    {
        var task = new FlowerModelClearCache { BuildEngine = engine };
        log = new BuildLog(new TaskLoggingHelper(task), engine, "App.csproj");
    }

    [Fact]
    public void An_error_has_code_help_keyword_and_file()
    {
        log.Report(Diagnostic.Error("FLOWER2001", Text, "photos {1}") with { Line = 7 });
        var error = Assert.Single(engine.Errors);
        Assert.Equal(7, error.LineNumber);
        Assert.Equal(("FLOWER2001", "FLOWER2001", "photos {1}", Text), (error.Code, error.HelpKeyword, error.File, error.Message));
        Assert.Empty(engine.Warnings);
        Assert.Empty(engine.Messages);
    }

    [Fact]
    public void A_warning_is_a_warning()
    {
        log.Report(Diagnostic.Warning("FLOWER2004", Text, "a.jpg"));
        var warning = Assert.Single(engine.Warnings);
        Assert.Equal(("FLOWER2004", "FLOWER2004", "a.jpg", Text), (warning.Code, warning.HelpKeyword, warning.File, warning.Message));
        Assert.Empty(engine.Errors);
    }

    [Fact]
    public void Errors_and_warnings_link_to_the_row_of_their_code_in_a_file_that_exists()
    {
        log.Report(Diagnostic.Error("FLOWER2001", Text));
        log.Report(Diagnostic.Warning("FLOWER2004", Text));
        foreach (var (link, anchor) in ((string, string)[])[(engine.Errors[0].HelpLink, "flower2001"), (engine.Warnings[0].HelpLink, "flower2004")])
        {
            var address = new Uri(link);
            Assert.Equal("#" + anchor, address.Fragment);
            Assert.Contains($"<a id=\"{anchor}\">", File.ReadAllText(address.LocalPath), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_message_is_shown_with_its_code()
    {
        log.Report(new Diagnostic(Severity.Message, "FLOWER5003", Text, "a.lock"));
        var message = Assert.Single(engine.Messages);
        Assert.Equal(("FLOWER5003", "a.lock", Text, MessageImportance.High), (message.Code, message.File, message.Message, message.Importance));
    }

    [Fact]
    public void Progress_is_shown_details_are_not_and_advice_is_in_normal_logs()
    {
        log.Progress(Text);
        log.Detail("FLOWER9003", Text);
        log.Detail("FLOWER8101", Text);
        Assert.Equal(
            [(null, MessageImportance.High, Text), ("FLOWER9003", MessageImportance.Low, Text), ("FLOWER8101", MessageImportance.Normal, Text)],
            engine.Messages.Select(message => ((string?)message.Code, message.Importance, message.Message!)));
    }
}
