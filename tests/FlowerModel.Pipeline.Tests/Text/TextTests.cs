using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Text;

public sealed class TextTests
{
    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(0.35, "0.35")]
    [InlineData(1.0, "1")]
    [InlineData(1e-5, "1E-05")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(1e22, "1E+22")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.Epsilon, "4.94065645841247E-324")]
    [InlineData(-2.5, "-2.5")]
    public void A_double_is_written_with_the_fewest_digits_that_round_trip(double value, string expected)
    {
        Assert.Equal(expected, CanonicalJson.Format(value));
        var json = JsonSerializer.Serialize(value, CanonicalJson.Options);
        Assert.Equal(expected, json);
        Assert.Equal(value, JsonSerializer.Deserialize<double>(json, CanonicalJson.Options));
    }

    [Theory]
    [InlineData("Epoch", "Epochs")]
    [InlineData("epcohs", "Epochs")]
    [InlineData("DATASET", "Dataset")]
    [InlineData("Foo", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_the_intended_one_or_none(string typed, string? meant) =>
        Assert.Equal(meant, Nearest.Of(typed, ["Dataset", "Epochs", "Seed"]));

    [Theory]
    [InlineData("Flowers", true)]
    [InlineData("_flowers2", true)]
    [InlineData("Blüte", true)]
    [InlineData("花", true)]
    [InlineData("2flowers", false)]
    [InlineData("my flowers", false)]
    [InlineData("my-flowers", false)]
    [InlineData("@class", false)]
    [InlineData("class", false)]
    [InlineData("record", false)]
    [InlineData("", false)]
    public void Identifiers_are_those_of_the_language(string text, bool isIdentifier) =>
        Assert.Equal(isIdentifier, CSharpName.IsIdentifier(text));

    [Theory]
    [InlineData("oxeye daisy", "OxeyeDaisy")]
    [InlineData("common_dandelion", "CommonDandelion")]
    [InlineData("roses", "Roses")]
    [InlineData("class", "Class")]
    [InlineData("1st place", "_1stPlace")]
    [InlineData("---", "_")]
    [InlineData("", "_")]
    [InlineData("naïve", "Naïve")]
    public void A_label_becomes_an_identifier(string label, string expected)
    {
        Assert.Equal(expected, CSharpName.ToIdentifier(label));
        Assert.True(CSharpName.IsIdentifier(expected));
    }

    [Theory]
    [InlineData("A.B.C", true)]
    [InlineData("A", true)]
    [InlineData("A.", false)]
    [InlineData(".A", false)]
    [InlineData("A.class", false)]
    public void Namespaces_are_identifiers_with_dots(string text, bool isNamespace) =>
        Assert.Equal(isNamespace, CSharpName.IsNamespace(text));

    [Fact]
    public void A_string_cannot_terminate_its_literal() =>
        Assert.Equal("\"a\\\"; b\\\\\\u000a\\u2028\\u00e9~\"", CSharpName.Literal("a\"; b\\\n\u2028é~"));

    [Theory]
    [InlineData("0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdefABCD0123", false)]
    [InlineData("0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdefABCD", true)]
    [InlineData("0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdefABCg", false)]
    public void A_sha256_has_64_hexadecimal_digits(string text, bool isSha256) => Assert.Equal(isSha256, Hashing.IsSha256(text));

    // The one-block example message of FIPS 180-4.
    [Fact]
    public void The_hash_is_SHA256() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Hashing.OfText("abc"));
}
