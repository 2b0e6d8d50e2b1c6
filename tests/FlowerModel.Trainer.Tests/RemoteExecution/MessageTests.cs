using System.Text.Json;
using System.Text.Json.Nodes;
using FlowerModel.Testing;
using FlowerModel.Testing.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>The messages of an action have the same bytes as those of another implementation, so that all clients find the same results.</summary>
public sealed class MessageTests
{
    private static readonly RemoteServer Version20 = new(1 << 20, HasOutputPaths: false, HasActionPlatform: false, CanExecute: true);

    [Fact]
    public void Digests_are_those_that_BuildStream_computes_for_the_same_action()
    {
        InputFile[] files =
        [
            Shell.Text("run.sh", "exit 0", isExecutable: true), Shell.Text("empty", ""), Shell.Text("images/b/2.jpg", "two"),
            Shell.Text("images/b/1.jpg", "one"), Shell.Text("images/a/1.jpg", "one"), Shell.Text("images-2/1.jpg", "one"), Shell.Text("images.txt", "list"),
            Shell.Text("Images", "upper case"), Shell.Text("ü/ä", "umlauts"), Shell.Text("\uFFFD", "last of UTF-16"), Shell.Text("\U0001F33B", "sunflower"),
        ];
        var command = new RemoteCommand(["sh", "run.sh", ""], files, new Dictionary<string, string> { ["b"] = "", ["a/c"] = "", ["a"] = "" })
        {
            WorkingDirectory = "images/b",
            Environment = new Dictionary<string, string> { ["Z"] = "1", ["A"] = "" },
        };

        var action = RemoteAction.Create(command, SettingsWithPlatform(), Version20);

        var expected = JsonNode.Parse(Judge(command, files))!;
        Assert.Equal((string?)expected["root"], Name(action.Inputs.Root));
        Assert.Equal((string?)expected["command"], Name(action.Command.Digest));
        Assert.Equal((string?)expected["action"], Name(action.Action.Digest));
    }

    // From messages.py, so that machines without BuildStream have a judge, too.
    [Fact]
    public void Digests_are_those_of_a_recorded_action()
    {
        var settings = RemoteExecutionSettings.Parse("grpcs://host", allowPlain: false, null);
        InputFile[] files = [Shell.Text("a/b", "hi", isExecutable: true), Shell.Text("c", "")];
        var command = new RemoteCommand(["x"], files, new Dictionary<string, string> { ["o"] = "" }) { WorkingDirectory = "a" };

        var action = RemoteAction.Create(command, settings with { Timeout = TimeSpan.FromSeconds(5) }, Version20);

        Assert.Equal("693ecdc674f5e725b72a82ccff783f732ba04207287bba9a9844b04c8d579aae/148", Name(action.Inputs.Root));
        Assert.Equal("e6949c3487358363e0aa71bfdc4ba816a5cdc11f0bb815124641df72e0ae6f9a/9", Name(action.Command.Digest));
        Assert.Equal("bfc711c72cd505cde34dba76d9ff3cea72d9b65d6caa4517a3225f53aea82695/145", Name(action.Action.Digest));
    }

    [Fact]
    public void The_order_of_inputs_does_not_matter()
    {
        InputFile[] files = [Shell.Text("a/1", "1"), Shell.Text("a/2", "2"), Shell.Text("b", "3")];
        Assert.Equal(InputTree.Build(files).Root, InputTree.Build(files.Reverse()).Root);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("../a")]
    [InlineData("a/./b")]
    public void Paths_outside_the_input_root_are_refused(string path)
    {
        Assert.Throws<ArgumentException>(() => InputTree.Build([Shell.Text(path, "")]));
        var command = new RemoteCommand(["x"], [], new Dictionary<string, string> { [path] = "" });
        Assert.Throws<ArgumentException>(() => RemoteAction.Create(command, SettingsWithPlatform(), Version20));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "a/b")]
    [InlineData("a/b", "a")]
    public void A_path_has_one_content(string first, string second) =>
        Assert.Throws<ArgumentException>(() => InputTree.Build([Shell.Text(first, "1"), Shell.Text(second, "2")]));

    [Fact]
    public void A_link_is_the_file_to_which_it_points()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["target"], "a text that is longer than its name");
        File.CreateSymbolicLink(folder["link"], folder["target"]);
        var expected = Blob.OfFile(folder["target"]).Digest;
        Assert.Equal(expected, Blob.OfFile(folder["link"]).Digest);
        Assert.Equal(expected, Blob.OfFile(folder["link"], expected.Hash).Digest);
    }

    private static RemoteExecutionSettings SettingsWithPlatform() => RemoteExecutionSettings.Parse("grpcs://host", allowPlain: false, null) with
    {
        Platform = new Dictionary<string, string> { ["b"] = "2", ["OSFamily"] = "linux" }, Timeout = TimeSpan.FromSeconds(77),
    };

    private static string Name(BlobDigest digest) => digest.ResourceName["blobs/".Length..];

    private static string Judge(RemoteCommand command, InputFile[] files)
    {
        var settings = SettingsWithPlatform();
        using var process = Python.Start("messages.py");
        process.StandardInput.Write(JsonSerializer.Serialize(new
        {
            files = files.Select(file => new { path = file.Path, content = Content(file), executable = file.IsExecutable }),
            arguments = command.Arguments,
            workingDirectory = command.WorkingDirectory,
            environment = command.Environment,
            outputs = command.Outputs.Keys,
            platform = settings.Platform,
            timeout = settings.Timeout.TotalSeconds,
        }));
        process.StandardInput.Close();
        return Python.FirstLine(process);
    }

    private static string Content(InputFile file)
    {
        using var stream = file.Content.Open();
        var bytes = new byte[file.Content.Digest.Size];
        stream.ReadExactly(bytes);
        return Convert.ToBase64String(bytes);
    }
}
