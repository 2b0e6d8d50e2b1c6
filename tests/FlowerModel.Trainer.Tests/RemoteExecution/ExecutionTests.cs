using FlowerModel.Testing.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Connection;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>
/// Commands that really run, on a server that checks digests, canonical form, completeness and paths by itself. A violation of the API's rules is an
/// error of the operation, so each of these tests judges the messages, too.
/// </summary>
public sealed class ExecutionTests : IDisposable
{
    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_command_reads_its_inputs_and_its_outputs_come_back(int minor, bool inline)
    {
        using var server = ReapiServer.Start(new { minor, inline });
        var settings = server.Settings() with { Platform = new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" } };
        var command = shell.Command(
            "../tool/run.sh ../large > out/result && printf '' > empty && wc -c < ../large >> out/result && cat ü/ä >> out/result "
                + "&& echo said && echo wrong >&2",
            ["out/result", "empty"],
            Shell.Text("tool/run.sh", "#!/bin/sh\necho $NAME; test -x $0 && test ! -x $1 && echo executable", isExecutable: true),
            Shell.Text("work/ü/ä", "umlauts"), Shell.Large("large", 3_000_000)) with
        { WorkingDirectory = "work" };
        command = command with { Environment = new Dictionary<string, string>(command.Environment) { ["NAME"] = "flower" } };
        var stages = new Stages();

        var result = await Shell.RunAsync(settings, command, stages);

        Assert.Equal((0, "said\n", "wrong\n", false), (result.ExitCode, result.Output, result.ErrorOutput, result.IsFromCache));
        Assert.Equal("flower\nexecutable\n3000000\numlauts", shell.Output("out/result"));
        Assert.Equal("", shell.Output("empty"));
        Assert.Equal([RemoteStage.CacheCheck, RemoteStage.Upload, RemoteStage.Queued, RemoteStage.Executing, RemoteStage.Download], stages.Seen);
        Assert.All(server.Calls.Where(call => call["tool"] is not null), call => Assert.True((bool)call["tool"]!));
    }

    [Fact]
    public async Task What_the_service_knows_is_neither_uploaded_nor_executed_again()
    {
        using var server = ReapiServer.Start(new { });
        var tool = Shell.Large("tool", 200_000);
        var first = await Shell.RunAsync(server.Settings(), shell.Command("cat image > out", ["out"], tool, Shell.Text("image", "one")));
        var same = await Shell.RunAsync(server.Settings(), shell.Command("cat image > out", ["out"], Shell.Text("image", "one"), tool));
        Assert.Equal((false, true, 1), (first.IsFromCache, same.IsFromCache, server.Count("Execute")));
        Assert.True(first.UploadedBytes > 200_000);
        Assert.Equal(0, same.UploadedBytes);

        var other = await Shell.RunAsync(server.Settings(), shell.Command("cat image > out", ["out"], tool, Shell.Text("image", "two")));
        Assert.False(other.IsFromCache);
        Assert.InRange(other.UploadedBytes, 3, 1000);
        Assert.Equal("two", shell.Output("out"));
    }

    [Fact]
    public async Task A_command_that_fails_keeps_its_errors_and_downloads_nothing()
    {
        using var server = ReapiServer.Start(new { });
        var command = shell.Command("echo half > out; echo 'it broke' >&2; echo '   at Frame()' >&2; exit 3", ["out"]);

        var result = await Shell.RunAsync(server.Settings(), command);

        Assert.Equal((3, "it broke\n   at Frame()\n"), (result.ExitCode, result.ErrorOutput));
        Assert.Empty(shell.Files);
        var error = Assert.Throws<RemoteExecutionException>(() => result.RequireSuccess("The extraction"));
        Assert.Contains("exit code 3: it broke", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Frame", error.Message, StringComparison.Ordinal);
        Assert.Equal("FLOWER4010", error.Diagnostic.Code);
        // A failure is not kept: the next try runs.
        await Shell.RunAsync(server.Settings(), command);
        Assert.Equal(2, server.Count("Execute"));
    }

    [Fact]
    public async Task An_output_that_was_not_written_is_named()
    {
        using var server = ReapiServer.Start(new { });
        var error = await Assert.ThrowsAsync<RemoteExecutionException>(
            () => Shell.RunAsync(server.Settings(), shell.Command("echo x > other", ["features/missing.bin"])));
        Assert.Contains("'features/missing.bin'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_run_at_the_same_time_over_one_connection()
    {
        using var server = ReapiServer.Start(new { instance = "main/flowers" });
        var settings = server.Settings() with { InstanceName = "main/flowers" };
        using var executor = await RemoteExecutor.ConnectAsync(settings, CancellationToken.None);
        var shared = Shell.Large("base", 1_500_000);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => executor.RunAsync(
            shell.Command($"cat image base | wc -c > out{i}", [$"out{i}"], shared, Shell.Text("image", new string('x', i))), null, CancellationToken.None)));
        Assert.All(Enumerable.Range(0, 6), i => Assert.Equal($"{1_500_000 + i}\n", shell.Output($"out{i}")));
    }

    [Fact]
    public async Task Cancellation_reaches_the_command()
    {
        using var server = ReapiServer.Start(new { });
        using var executor = await RemoteExecutor.ConnectAsync(server.Settings(), CancellationToken.None);
        using var source = new CancellationTokenSource();
        var stages = new Stages(stage =>
        {
            if (stage != RemoteStage.Executing) return;
            while (server.Count("started") == 0) Thread.Sleep(10);
            source.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => executor.RunAsync(shell.Command("exec sleep 600", []), stages, source.Token));

        Assert.Equal(1, server.Count("CancelOperation"));
    }

    /// <summary>Remembers the stages. <see cref="Progress{T}"/> would report them later, on another thread.</summary>
    private sealed class Stages(Action<RemoteStage>? next = null) : IProgress<RemoteStage>
    {
        public List<RemoteStage> Seen { get; } = [];

        public void Report(RemoteStage value)
        {
            Seen.Add(value);
            next?.Invoke(value);
        }
    }
}
