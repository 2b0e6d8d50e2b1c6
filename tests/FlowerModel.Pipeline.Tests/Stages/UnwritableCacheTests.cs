using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>A cache that cannot be written serves its results; new ones go to a private folder.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class UnwritableCacheTests : IDisposable
{
    private readonly FakeTrainerProject project = new();

    public void Dispose()
    {
        SetMode(isWritable: true);
        project.Dispose();
    }

    [Fact]
    public void A_miss_is_stored_beside_the_project_with_one_warning_and_hits_need_nothing()
    {
        project.Build();
        // Even the superuser cannot open a folder as a file.
        File.Delete(project["cache", "v1", "access"]);
        Directory.CreateDirectory(project["cache", "v1", "access"]);
        CheckOverlay();
    }

    [Fact]
    public void A_cache_without_write_permission_is_used_like_any_other()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions");
        project.Build();
        SetMode(isWritable: false);
        Assert.SkipWhen(CacheAccess.Open(project["cache"], project.Overlay).Shared is null, "this user may write everywhere");
        CheckOverlay();
    }

    private void CheckOverlay()
    {
        var files = CacheFiles();
        Assert.Empty(project.Build());
        Assert.Empty(project.Reported);
        Assert.False(Directory.Exists(project.Overlay));

        project.Metadata["FineTuneLearningRate"] = "0.5";
        Assert.Equal(["fine-tune", "convert", "evaluate", "report"], project.Build());
        var warning = Assert.Single(project.Reported);
        Assert.Equal((Severity.Warning, Codes.CacheNotWritable), (warning.Severity, warning.Code));
        Assert.Equal(files, CacheFiles());

        Assert.Empty(project.Build());
        Assert.Single(project.Reported);
        Assert.NotEmpty(project.Results().Model);
    }

    private string[] CacheFiles() => [.. Directory.GetFiles(project["cache"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private void SetMode(bool isWritable)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(project["cache"])) return;
        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        foreach (var path in (string[])[project["cache"], .. Directory.GetFileSystemEntries(project["cache"], "*", SearchOption.AllDirectories)])
            File.SetUnixFileMode(path, isWritable ? Read | UnixFileMode.UserWrite : Read);
    }
}
