using System.Diagnostics;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Tests.Stages;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class ProcessLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new(inMemory: true);

    private string LockPath => folder["locks", "x.lock"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_second_waits_until_the_first_releases_the_lock_and_learns_who_holds_it()
    {
        var told = new TaskCompletionSource<string>();
        var first = ProcessLock.Acquire(LockPath, _ => Assert.Fail("the lock was free"), Cancellation);
        var second = Task.Run(() => ProcessLock.Acquire(LockPath, told.SetResult, Cancellation), Cancellation);
        Assert.Contains(
            $"process {Environment.ProcessId} ",
            await told.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation),
            StringComparison.Ordinal);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second.WaitAsync(TimeSpan.FromSeconds(20), Cancellation)).Dispose();
    }

    [Fact]
    public void Waiting_can_be_canceled()
    {
        using var first = ProcessLock.Acquire(LockPath, _ => { }, Cancellation);
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => ProcessLock.Acquire(LockPath, _ => cancel.Cancel(), cancel.Token));
    }

    [Fact]
    public async Task The_lock_of_a_killed_process_is_released_immediately()
    {
        using var holder =
            Process.Start(new ProcessStartInfo("dotnet", ["exec", FakeTrainerProject.FakeTrainerAssembly, "hold-lock", LockPath])
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            })!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(Cancellation));
            var told = new TaskCompletionSource<string>();
            var waiting = Task.Run(() => ProcessLock.Acquire(LockPath, told.SetResult, Cancellation), Cancellation);
            Assert.Contains(
                $"process {holder.Id} ", await told.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation), StringComparison.Ordinal);
            holder.Kill();
            (await waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancellation)).Dispose();
        }
        finally
        {
            if (!holder.HasExited) holder.Kill();
        }
    }

    [Fact]
    public async Task The_holder_is_named_by_its_project()
    {
        using var first = ProcessLock.Acquire(LockPath, _ => { }, Cancellation, "/garden/garden.csproj");
        using var cancel = new CancellationTokenSource();
        var told = new TaskCompletionSource<string>();
        var second = Task.Run(() => ProcessLock.Acquire(LockPath, told.SetResult, cancel.Token), Cancellation);
        Assert.StartsWith(
            "'/garden/garden.csproj' since ", await told.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation), StringComparison.Ordinal);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_lock_file_is_replaced()
    {
        Directory.CreateDirectory(Path.Combine(LockPath, "inside"));
        ProcessLock.Acquire(LockPath, _ => Assert.Fail("nothing holds the lock"), Cancellation).Dispose();
    }

    [Fact]
    public void An_error_that_is_no_holder_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links to nowhere need Unix");
        Directory.CreateDirectory(folder["locks"]);
        File.CreateSymbolicLink(LockPath, LockPath);
        Assert.ThrowsAny<IOException>(() => ProcessLock.Acquire(LockPath, _ => Assert.Fail("nothing holds the lock"), Cancellation));
    }
}
