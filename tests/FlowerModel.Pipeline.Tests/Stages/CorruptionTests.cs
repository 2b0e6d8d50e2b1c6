using System.IO.Compression;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>
/// Every file that a build keeps is damaged in turn, in every way. Whether the next build finds its results finished, makes some of them again or starts
/// with an empty state folder, it ends with the bytes of an undisturbed one, and the build after it starts nothing.
/// </summary>
[Collection(FakeTrainerTests.Name)]
public sealed class CorruptionTests
{
    private static readonly Dictionary<string, Func<byte[], byte[]>> Damages = new()
    {
        ["flipped"] = static bytes => Changed(bytes, static copy => copy[copy.Length / 2] ^= 1),
        ["cut"] = static bytes => bytes[..(bytes.Length / 2)],
        ["emptied"] = static _ => [],
        ["NUL-filled"] = static bytes => new byte[bytes.Length],
    };

    private static readonly Dictionary<string, Action<FakeTrainerProject>> NextBuilds = new()
    {
        ["the same"] = static _ => { },
        ["a changed setting"] = static project => project.Metadata["FineTuneLearningRate"] = "0.5",
        ["an empty state folder"] = static project => project.State = "obj2",
    };

    // Stored features, checkpoints and answers are read by the trainer alone; the tests of their classes damage them.
    public static TheoryData<string, string> Cases =>
        new MatrixTheoryData<string, string>(["cache/v1/blobs", "cache/v1/stages", "cache/v1/datasets", "obj"], Damages.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_damaged_file_never_changes_the_result(string where, string damage)
    {
        // A build with an empty state folder does not read the damaged one.
        foreach (var (next, prepare) in where == "obj" ? NextBuilds.Take(2) : NextBuilds)
        {
            var expected = Undisturbed(prepare);
            var files = 0;
            for (var i = 0; i == 0 || i < files; i++)
            {
                using var project = Built();
                var paths = Directory.GetFiles(project[where], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
                files = paths.Length;
                Damage(paths[i], Damages[damage]);
                prepare(project);
                AssertRecovers(project, expected, $"{Path.GetRelativePath(project["."], paths[i])} {damage}, then {next}");
            }
        }
    }

    private static void AssertRecovers(FakeTrainerProject project, byte[] expected, string what)
    {
        Build(project);
        Assert.True(expected.AsSpan().SequenceEqual(Model(project)), "other bytes: " + what);
        Assert.True(project.Reported.All(each => each.Severity == Severity.Warning && each.Code == Codes.DamagedArtifact), what);
        Assert.True(Build(project) is null or [], "still work to do: " + what);
        Assert.True(Build(project) is null, "something changes in every build: " + what);
    }

    private static byte[] Undisturbed(Action<FakeTrainerProject> prepare)
    {
        using var project = Built();
        prepare(project);
        Build(project);
        return Model(project);
    }

    private static FakeTrainerProject Built()
    {
        var project = new FakeTrainerProject();
        using (var archive = ZipFile.Open(project["photos.zip"], ZipArchiveMode.Create))
        {
            foreach (var image in (string[])["daisy/00.jpg", "daisy/01.jpg", "roses/00.jpg", "roses/01.jpg"])
                archive.CreateEntryFromFile(project["photos", image], image);
        }

        project.Metadata["Dataset"] = "photos.zip";
        Build(project);
        return project;
    }

    private static string[]? Build(FakeTrainerProject project) => project.BuildChanges(string.Join(';', project.Metadata)).Started;

    private static byte[] Model(FakeTrainerProject project) => File.ReadAllBytes(project[project.State, "Flowers.tflite"]);

    private static void Damage(string path, Func<byte[], byte[]> damage) => File.WriteAllBytes(path, damage(File.ReadAllBytes(path)));

    private static byte[] Changed(byte[] bytes, Action<byte[]> change)
    {
        var copy = (byte[])bytes.Clone();
        if (copy.Length > 0) change(copy);
        return copy;
    }
}
