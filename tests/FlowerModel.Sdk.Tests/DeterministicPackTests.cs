using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>Packed in another folder, every package has the same bytes.</summary>
[Collection(ConsumerBuilds.Name)]
[Trait("Speed", "Slow")]
public sealed class DeterministicPackTests(PackedFeed feed) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_copy_of_the_checkout_in_another_folder_gives_the_same_packages()
    {
        ReferenceData.SkipUnless(Path.Exists(Path.Combine(ReferenceData.RepositoryRoot, ".git")), "the checkout is not a Git clone");
        // Under another path of another length.
        Git(ReferenceData.RepositoryRoot, "clone", "--quiet", "--local", ".", folder["elsewhere/clone"]);
        Git(folder["elsewhere/clone"], "remote", "remove", "origin");
        CopyChanges(folder["elsewhere/clone"]);
        if (Git(ReferenceData.RepositoryRoot, "remote").Split('\n', StringSplitOptions.TrimEntries).Contains("origin"))
            Git(folder["elsewhere/clone"], "remote", "add", "origin", Git(ReferenceData.RepositoryRoot, "remote", "get-url", "origin"));

        var (exitCode, output) = CommandLine.Run(
            folder["elsewhere/clone"],
            new Dictionary<string, string>(),
            ["pack", "-c", "Release", "-o", folder["feed"], .. feed.Compiler.Properties.Select(property => $"-p:{property.Key}={property.Value}"), "-tl:off"]);
        Assert.True(exitCode == 0, output);

        var packages = Directory.GetFiles(folder["feed"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(Directory.GetFiles(feed.FeedDirectory).Select(Path.GetFileName).Order(StringComparer.Ordinal), packages);
        Assert.All(packages, name => Assert.True(
            File.ReadAllBytes(folder[$"feed/{name}"]).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(feed.FeedDirectory, name!))),
            $"{name} has other bytes in another folder"));
    }

    // What is not committed yet is packed, too.
    private static void CopyChanges(string clone)
    {
        var files = Git(ReferenceData.RepositoryRoot, "ls-files", "--modified", "--others", "--exclude-standard", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        foreach (var file in files)
        {
            var (from, to) = (Path.Combine(ReferenceData.RepositoryRoot, file), Path.Combine(clone, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (File.Exists(from)) File.Copy(from, to, overwrite: true);
            else File.Delete(to);
        }
    }

    private static string Git(string directory, params string[] arguments)
    {
        var (exitCode, output) = CommandLine.Execute("git", directory, new Dictionary<string, string>(), arguments);
        Assert.True(exitCode == 0, output);
        return output.TrimEnd();
    }
}
