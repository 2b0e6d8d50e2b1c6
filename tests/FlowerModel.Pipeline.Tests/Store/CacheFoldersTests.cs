using FlowerModel.Pipeline.Store;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Store;

public sealed class CacheFoldersTests : IDisposable
{
    private readonly TemporaryFolder folder = new(inMemory: true);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Work_folders_are_empty_and_distinct()
    {
        var folders = new CacheFolders(folder["cache"]);
        using var one = folders.CreateWorkDirectory();
        using var other = folders.CreateWorkDirectory();
        Assert.NotEqual(one.FullName, other.FullName);
        Assert.Empty(Directory.GetFileSystemEntries(one.FullName));
    }

    [Fact]
    public void Work_folders_of_killed_builds_are_removed_and_those_in_use_are_kept()
    {
        var folders = new CacheFolders(folder["cache"]);
        using var running = folders.CreateWorkDirectory();
        var (killed, recent, old) = (Leftover("killed", hasLock: true), Leftover("recent", hasLock: false), Leftover("old", hasLock: false));
        foreach (var path in (string[])[running.FullName, killed, recent]) Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-5));
        Directory.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-5));

        using (var next = folders.CreateWorkDirectory())
        {
            Assert.Equal(
                ((string[])[running.FullName, recent, next.FullName]).Order(StringComparer.Ordinal),
                Directory.GetDirectories(folders.Work).Order(StringComparer.Ordinal));
        }

        running.Dispose();
        Assert.Equal([recent], Directory.GetFileSystemEntries(folders.Work));

        string Leftover(string name, bool hasLock)
        {
            var path = Path.Combine(folders.Work, name);
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, "half"), "x");
            if (hasLock) File.WriteAllText(path + ".lock", "");
            return path;
        }
    }

    [Fact]
    public void A_new_version_of_a_stage_does_not_read_what_an_earlier_version_kept()
    {
        var folders = new CacheFolders(folder["cache"]);
        Assert.NotEqual(folders.Features(1), folders.Features(2));
        Assert.NotEqual(folders.Datasets(1), folders.Datasets(2));
    }
}
