using FlowerModel.Distiller.Lessons;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;

namespace FlowerModel.Distiller.Tests.Lessons;

public sealed class TeachingImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_first_images_of_each_folder_and_their_copies_are_held_out()
    {
        string[] drawings = [.. Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample/FlowerApp/flowers/roses")).Take(10)];
        for (var i = 0; i < 10; i++) File.Copy(drawings[i], Create("roses", $"{i}.jpg"));
        File.Copy(drawings[0], Create("copies/below", "9.jpg"));
        File.WriteAllText(Create("roses", "notes.txt"), "no image");

        var found = Find(0.2, folder["roses"], folder["copies"]);

        Assert.Equal(Enumerable.Range(2, 8).Select(i => $"{i}.jpg"), found.Select(image => Path.GetFileName(image.Path)));
        Assert.Equal(Codes.DatasetNotFound, Assert.Throws<PipelineException>(() => Find(0.2, folder["absent"])).Diagnostic.Code);
    }

    [Fact]
    public void An_unreadable_image_is_reported_and_skipped()
    {
        File.WriteAllText(Create("broken", "1.jpg"), "no image");
        var drawings = Path.Combine(ReferenceData.RepositoryRoot, "sample/FlowerApp/flowers/roses");
        File.Copy(Directory.EnumerateFiles(drawings).First(), Create("broken", "2.jpg"));
        var problems = new List<Diagnostic>();

        var found = TeachingImages.Find([folder["broken"]], 0, problems.Add);

        Assert.Equal("2.jpg", Path.GetFileName(Assert.Single(found).Path));
        Assert.Equal((Codes.UnreadableImage, "1.jpg"), (Assert.Single(problems).Code, Path.GetFileName(problems[0].File)));
    }

    private static IReadOnlyList<PhotoFile> Find(double leaveOut, params string[] folders) =>
        TeachingImages.Find(folders, leaveOut, problem => Assert.Fail(problem.Text));

    private string Create(string subfolder, string name)
    {
        Directory.CreateDirectory(folder[subfolder]);
        return Path.Combine(folder[subfolder], name);
    }
}
