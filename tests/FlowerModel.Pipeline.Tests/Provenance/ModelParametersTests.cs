using FlowerModel.Pipeline.Provenance;

namespace FlowerModel.Pipeline.Tests.Provenance;

public sealed class ModelParametersTests
{
    [Theory]
    [InlineData("photos", "photos")]
    [InlineData("../shared/photos", "../shared/photos")]
    [InlineData("imagenet", "imagenet")]
    [InlineData("https://example.invalid/a.zip", "https://example.invalid/a.zip")]
    public void Relative_paths_keywords_and_addresses_stay(string path, string expected) =>
        Assert.Equal(expected, ModelParameters.PortablePath(path, Path.GetFullPath("project")));

    [Fact]
    public void Full_paths_lose_what_depends_on_the_machine()
    {
        var project = Path.GetFullPath("project");
        Assert.Equal("data/photos", ModelParameters.PortablePath(Path.Combine(project, "data", "photos"), project));
        Assert.Equal("data/photos", ModelParameters.PortablePath(Path.Combine(project, "data", "photos"), project + Path.DirectorySeparatorChar));
        Assert.Equal("photos", ModelParameters.PortablePath(Path.GetFullPath(Path.Combine("project2", "photos")), project));
        Assert.Equal("photos", ModelParameters.PortablePath(Path.GetFullPath("photos") + Path.DirectorySeparatorChar, project));
    }
}
