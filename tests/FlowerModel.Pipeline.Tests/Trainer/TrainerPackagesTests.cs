using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Trainer;

public sealed class TrainerPackagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_trainer_and_its_packages_are_returned_and_projects_inside_it_are_not()
    {
        File.WriteAllText(folder["My.Trainer.deps.json"], """
            { "libraries": {
              "My.Trainer/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
              "Zlib/2.0.0-beta.1": { "type": "package", "serviceable": true, "sha512": "sha512-AAAA", "path": "zlib/2.0.0-beta.1" },
              "Alpha/3.1.0": { "type": "package", "serviceable": true, "sha512": "sha512-BBBB" },
              "My.Library/1.0.0": { "type": "project", "serviceable": false, "sha512": "" } } }
            """);
        Assert.Equal(
            [
                new UsedPackage("Alpha", "3.1.0", "sha512-BBBB"), new UsedPackage("My.Trainer", "1.0.0", null),
                new UsedPackage("Zlib", "2.0.0-beta.1", "sha512-AAAA"),
            ],
            TrainerPackages.Of(folder["My.Trainer.dll"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"libraries":{"My.Trainer/1.0.0":{}}}""")]
    public void A_missing_or_invalid_file_gives_no_packages(string? content)
    {
        if (content is not null) File.WriteAllText(folder["My.Trainer.deps.json"], content);
        Assert.Empty(TrainerPackages.Of(folder["My.Trainer.dll"]));
    }
}
