using FlowerModel.Build.Tasks.Items;

namespace FlowerModel.Build.Tasks.Tests.Items;

/// <summary>Versions from the lists of valid and invalid ones that the authors of the specification publish for regular expressions.</summary>
public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("0.0.4")]
    [InlineData("10.20.30")]
    [InlineData("1.1.2-prerelease+meta")]
    [InlineData("1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay")]
    [InlineData("1.0.0-0A.is.legal")]
    [InlineData("1.2.3----RC-SNAPSHOT.12.9.1--.12+788")]
    [InlineData("1.0.0+0.build.1-rc.10000aaa-kk-0.1")]
    [InlineData("99999999999999999999999.999999999999999999.99999999999999999")]
    public void Valid(string version) => Assert.True(SemanticVersion.IsValid(version));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.1.1")]
    [InlineData("1.2.3-0123")]
    [InlineData("1.2.3-0123.0123")]
    [InlineData("1.1.2+.123")]
    [InlineData("1.0.0-alpha_beta")]
    [InlineData("1.0.0-alpha..1")]
    [InlineData("alpha+beta")]
    [InlineData("+justmeta")]
    [InlineData("1.2.3-SNAPSHOT+")]
    [InlineData("v1.2.3")]
    [InlineData("1.2.3\n")]
    [InlineData("1.2.٣")]
    public void Invalid(string version) => Assert.False(SemanticVersion.IsValid(version));
}
