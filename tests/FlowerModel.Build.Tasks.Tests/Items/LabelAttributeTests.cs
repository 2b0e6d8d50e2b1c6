using FlowerModel.Build.Tasks.Items;
using FlowerModel.Testing;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Items;

public sealed class LabelAttributeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("golden/1.jpg", "golden/1.jpg", "roses")]
    [InlineData("golden/*.jpg", "golden/1.jpg", "roses")]
    [InlineData("golden/*.jpg", "golden/deep/1.jpg", "")]
    [InlineData("golden/**/*.jpg", "golden/deep/1.jpg", "roses")]
    [InlineData("golden/**/*.jpg", "golden/1.jpg", "roses")]
    [InlineData("golden/**", "golden/deep/1.jpg", "roses")]
    [InlineData("golden/?.jpg", "golden/1.jpg", "roses")]
    [InlineData("golden/?.jpg", "golden/12.jpg", "")]
    [InlineData("other.jpg; golden/1.jpg", "golden/1.jpg", "roses")]
    [InlineData(@"golden\*.jpg", "golden/1.jpg", "roses")]
    [InlineData("$(Golden)/*.jpg", "/data/golden/1.jpg", "roses")]
    [InlineData("@(Golden)", "golden/1.jpg", "roses")]
    [InlineData("golden/a+(1).jpg", "golden/a+(1).jpg", "roses")]
    [InlineData("golden/a.jpg", "golden/abjpg", "")]
    public void A_label_belongs_to_the_images_of_its_element(string include, string image, string answer)
    {
        Write($"""<FlowerModelExpect Include="{include}" Label="roses" />""");
        Assert.Equal(answer, Label(image).GetMetadata("Answer"));
    }

    [Fact]
    public void An_image_in_two_elements_has_a_label_only_if_they_agree()
    {
        Write("""<FlowerModelExpect Include="*.jpg" Label="roses" /><FlowerModelExpect Include="1.jpg" Label="roses" />""");
        Assert.Equal("roses", Label("1.jpg").GetMetadata("Answer"));
        Write("""<FlowerModelExpect Include="*.jpg" Label="roses" /><FlowerModelExpect Include="1.jpg" Label="tulips" />""");
        Assert.Equal("", Label("1.jpg").GetMetadata("Answer"));
    }

    [Theory]
    [InlineData("Answer", "daisy")]
    [InlineData("Known", "false")]
    public void What_an_item_says_itself_counts(string name, string value)
    {
        Write("""<FlowerModelExpect Include="1.jpg" Label="roses" />""");
        var item = Item("1.jpg");
        item.SetMetadata(name, value);
        Assert.Same(item, Assert.Single(LabelAttribute.AddTo([item])));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<Project>")]
    public void A_file_that_cannot_be_read_has_no_labels(string? text)
    {
        if (text is not null) File.WriteAllText(folder["App.csproj"], text);
        Assert.Equal("", Label("1.jpg").GetMetadata("Answer"));
    }

    private void Write(string items) => File.WriteAllText(folder["App.csproj"], $"<Project><ItemGroup>{items}</ItemGroup></Project>");

    private ITaskItem Label(string image) => Assert.Single(LabelAttribute.AddTo([Item(image)]));

    // An item of a task knows the file that contains it; one that a test creates does not.
    private DefinedItem Item(string image) => new(image, folder["App.csproj"]);

    private sealed class DefinedItem(string name, string file) : ITaskItem
    {
        private readonly TaskItem item = new(name);

        public string ItemSpec
        {
            get => item.ItemSpec;
            set => item.ItemSpec = value;
        }

        public System.Collections.ICollection MetadataNames => item.MetadataNames;

        public int MetadataCount => item.MetadataCount;

        public string GetMetadata(string metadataName) => metadataName == "DefiningProjectFullPath" ? file : item.GetMetadata(metadataName);

        public void SetMetadata(string metadataName, string metadataValue) => item.SetMetadata(metadataName, metadataValue);

        public void RemoveMetadata(string metadataName) => item.RemoveMetadata(metadataName);

        public void CopyMetadataTo(ITaskItem destinationItem) => item.CopyMetadataTo(destinationItem);

        public System.Collections.IDictionary CloneCustomMetadata() => item.CloneCustomMetadata();
    }
}
