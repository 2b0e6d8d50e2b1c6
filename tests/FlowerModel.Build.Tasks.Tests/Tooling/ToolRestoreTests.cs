using System.Xml.Linq;
using FlowerModel.Build.Tasks.Items;
using FlowerModel.Build.Tasks.Tooling;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Tooling;

/// <summary>The project that restores the trainer.</summary>
public sealed class ToolRestoreTests
{
    [Fact]
    public void It_has_the_settings_of_the_consumer_but_ignores_its_Directory_files()
    {
        var project = Project(new ToolPackage("Some.Tool", "1.2.3", "tools"), new Dictionary<string, string>
        {
            ["PackageFolders"] = "/packages/;/fallback/;/packages/",
            ["RestoreSources"] = "https://one.example/v3/index.json;/a & b",
            ["RestoreConfigFile"] = "",
        });
        Assert.Equal("[1.2.3]", project.Descendants("PackageDownload").Single().Attribute("Version")!.Value);
        Assert.Equal("/packages/", project.Descendants("RestorePackagesPath").Single().Value);
        Assert.Equal("https://one.example/v3/index.json;/a & b", project.Descendants("RestoreSources").Single().Value);
        Assert.Empty(project.Descendants("RestoreConfigFile"));
        foreach (var name in (string[])["ImportDirectoryBuildProps", "ImportDirectoryBuildTargets", "ImportDirectoryPackagesProps"])
            Assert.Equal("false", project.Descendants(name).Single().Value);
    }

    [Fact]
    public void Text_that_looks_like_markup_is_escaped()
    {
        const string Hostile = "<a & \"b\">/c'";
        var project = Project(new ToolPackage(Hostile, "1.0.0]\" />", "tools"), new Dictionary<string, string> { ["RestoreSources"] = Hostile });
        var download = project.Descendants("PackageDownload").Single();
        Assert.Equal((Hostile, "[1.0.0]\" />]"), (download.Attribute("Include")!.Value, download.Attribute("Version")!.Value));
        Assert.Equal(Hostile, project.Descendants("RestoreSources").Single().Value);
        Assert.Equal(Path.GetDirectoryName("/work of a & b/App/App.csproj"), project.Descendants("RestoreRootConfigDirectory").Single().Value);
    }

    private static XElement Project(ToolPackage package, Dictionary<string, string> metadata)
    {
        var context = new TaskItem("/work of a & b/App/App.csproj", metadata);
        return XElement.Parse(new ToolRestore(new ProjectFacts(context), null!, CancellationToken.None).ProjectText(package));
    }
}
