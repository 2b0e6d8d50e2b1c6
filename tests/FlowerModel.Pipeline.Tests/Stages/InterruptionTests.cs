using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>
/// A small build is interrupted at each of its file operations in turn. Whatever it leaves behind, the next build ends with the bytes of an undisturbed
/// one, and the one after that has nothing to do.
/// </summary>
[Collection(FakeTrainerTests.Name)]
public sealed class InterruptionTests : IDisposable
{
    // A lower bound, so that the sweep fails if operations no longer go through the place where it interrupts them.
    private const int MinOperations = 60;

    private readonly byte[] expected;

    public InterruptionTests()
    {
        using var undisturbed = new FakeTrainerProject();
        undisturbed.BuildChanges();
        expected = undisturbed.Results().Model;
    }

    public void Dispose() => FileOperations.Before = null;

    [Fact]
    public void After_a_kill_at_any_file_operation_the_next_build_is_correct() => Sweep(static operation => throw new KillException(operation), staysBroken: true);

    [Fact]
    public void After_any_file_operation_has_failed_the_next_build_is_correct() => Sweep(Fail, staysBroken: false);

    [Fact]
    public void If_the_disk_is_full_from_any_file_operation_on_the_next_build_with_free_space_is_correct() => Sweep(Fail, staysBroken: true);

    [Fact]
    public void A_build_that_finds_the_clock_set_back_is_correct()
    {
        using var project = new FakeTrainerProject();
        project.BuildChanges();
        foreach (var file in Directory.EnumerateFiles(project["."], "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(400));
        project.WriteImage("photos/daisy/00.jpg", "another");
        project.BuildChanges();
        var later = project.Results().Model;

        using var undisturbed = new FakeTrainerProject();
        undisturbed.WriteImage("photos/daisy/00.jpg", "another");
        undisturbed.BuildChanges();
        Assert.Equal(undisturbed.Results().Model, later);
        Assert.NotEqual(expected, later);
    }

    private static void Fail(string operation) => throw new IOException("No space left on device: " + operation);

    private void Sweep(Action<string> interrupt, bool staysBroken)
    {
        var operations = 0;
        for (var last = false; !last; operations++)
        {
            using var project = new FakeTrainerProject();
            var (count, interrupted) = (0, "");
            FileOperations.Before = operation =>
            {
                var isDue = staysBroken ? count++ >= operations : count++ == operations;
                if (!isDue) return;
                if (interrupted.Length == 0) interrupted = operation;
                interrupt(operation);
            };
            try
            {
                project.BuildChanges();
            }
            catch (Exception error) when (error is KillException or IOException or PipelineException)
            {
                Assert.NotEmpty(interrupted);
            }

            FileOperations.Before = null;
            last = interrupted.Length == 0;
            AssertRecovers(project, interrupted);
        }

        Assert.InRange(operations, MinOperations, int.MaxValue);
    }

    private void AssertRecovers(FakeTrainerProject project, string interrupted)
    {
        project.BuildChanges();
        var (model, _) = project.Results();
        Assert.True(expected.AsSpan().SequenceEqual(model), "other bytes after: " + interrupted);
        Assert.True(project.BuildChanges().Started is null, "the build after the next one still has work to do after: " + interrupted);
    }

    /// <summary>The end of the process: no handler of the product catches it, and what runs while it passes can change no file.</summary>
    private sealed class KillException(string operation) : Exception(operation);
}
