using FlowerModel.Architecture.Tests.Code;

namespace FlowerModel.Architecture.Tests.Rules;

/// <summary>Files must be short, because each should have only one reason to change.</summary>
public sealed class FileLengthTests
{
    private const int Most = 260;

    [Fact]
    public void NoFileIsTooLong() => Findings.AssertNone(Repository.Projects.SelectMany(TooLong));

    [Fact]
    public void ALongFileIsReportedWithItsLength()
    {
        var project = SourceProject.Example(
            "Example",
            ("Fits.cs", string.Concat(Enumerable.Repeat("//\n", Most))),
            ("Folder/Long.cs", string.Concat(Enumerable.Repeat("//\n", Most)) + "//"));

        Assert.Equal(["Example/Folder/Long.cs has 261 lines"], TooLong(project));
    }

    private static IEnumerable<string> TooLong(SourceProject project) =>
        project.Files.Where(file => file.Lines > Most).Select(file => $"{project.Name}/{file.Path} has {file.Lines} lines");
}
