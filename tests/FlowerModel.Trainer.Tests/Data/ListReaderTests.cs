using System.Text;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Trainer.Data;

namespace FlowerModel.Trainer.Tests.Data;

public sealed class ListReaderTests
{
    [Fact]
    public void Labels_and_images_are_in_ordinal_order()
    {
        var files = Read("path,label\nb.jpg,roses\nsub/a.jpg,daisy\na.jpg,roses\n");
        Assert.Equal(["daisy", "roses"], files.Labels);
        Assert.Equal([new("daisy", "sub/a.jpg"), new("roses", "a.jpg"), new("roses", "b.jpg")], files.Images);
    }

    [Theory]
    [InlineData("Label,width, PATH \r\nroses,640,a.jpg\r\n")]
    [InlineData("\uFEFFpath,label\na.jpg,roses")]
    [InlineData("path,label\n\n\"a.jpg\" , roses \n\n")]
    [InlineData("path,label,extra\n./a.jpg,roses\na.jpg,roses,1,2,3\n")]
    public void Column_order_and_case_byte_order_mark_quotes_and_blank_lines_do_not_matter(string csv) =>
        Assert.Equal([new ImageFile("roses", "a.jpg")], Read(csv).Images);

    [Fact]
    public void Quoted_fields_may_contain_commas_and_doubled_quotes() => Assert.Equal(
        [new ImageFile("roses, \"wild\"", "my, photos/a.jpg")],
        Read("path,label\n\"my, photos/a.jpg\",\"roses, \"\"wild\"\"\"\n").Images);

    [Fact]
    public void Splits_and_groups_are_read_and_empty_ones_are_left_open() => Assert.Equal(
        [
            new("roses", "a.jpg", Subset.Train, "bush 1"), new("roses", "b.jpg", Subset.Train), new("roses", "c.jpg", Subset.Validation),
            new("roses", "d.jpg", Subset.Validation), new("roses", "e.jpg", Subset.Validation), new("roses", "f.jpg", Subset.Test),
            new("roses", "g.jpg", Subset.Test), new("roses", "h.jpg"), new("roses", "i.jpg", null, "bush 1"),
        ],
        Read("""
            path,GROUP,label,Split
            a.jpg,bush 1,roses,train
            b.jpg,,roses,TRAINING
            c.jpg,,roses,val
            d.jpg,,roses,Valid
            e.jpg,,roses,validation
            f.jpg,,roses,test
            g.jpg,,roses,testing
            h.jpg,,roses,
            i.jpg, bush 1 ,roses,
            """).Images);

    [Fact]
    public void Backslashes_separate_folders() => Assert.Equal("sub/a.jpg", Read("path,label\nsub\\a.jpg,roses\n").Images[0].Path);

    [Theory]
    [InlineData("", "Line 1", "'path'")]
    [InlineData("file,label\na.jpg,roses\n", "Line 1", "'path'")]
    [InlineData("path,class\na.jpg,roses\n", "Line 1", "'label'")]
    [InlineData("path,label,Label\na.jpg,x,y\n", "Line 1", "'label'")]
    [InlineData("path;label\na.jpg;roses\n", "Line 1", "not semicolons")]
    [InlineData("path,label\na.jpg,roses\nb.jpg,\n", "Line 3", "the label is missing")]
    [InlineData("path,label\na.jpg,roses\n\nb.jpg\n", "Line 4", "the label is missing")]
    [InlineData("path,label\n,roses\n", "Line 2", "the path is missing")]
    [InlineData("path,label\n/photos/a.jpg,roses\n", "Line 2", "absolute")]
    [InlineData("path,label\nC:\\photos\\a.jpg,roses\n", "Line 2", "drive")]
    [InlineData("path,label\na.jpg,roses\n../a.jpg,roses\n", "Line 3", "climbs")]
    [InlineData("path,label\na.jpg,\"ro\nses\"\n", "Line 2", "line breaks")]
    [InlineData("path,label\na.jpg,roses\nb.jpg,daisy\na.jpg,daisy\n", "Line 4", "in line 2")]
    [InlineData("path,label,split,Split\na.jpg,roses,,\n", "Line 1", "several columns 'split'")]
    [InlineData("path,label,split\na.jpg,roses,train\nb.jpg,roses,tests\n", "Line 3", "'tests' is not a split")]
    [InlineData("path,label,split\na.jpg,roses,train\na.jpg,roses,test\n", "Line 3", "another split or group here than in line 2")]
    [InlineData("path,label,group\na.jpg,roses,x\na.jpg,roses,y\n", "Line 3", "another split or group here than in line 2")]
    [InlineData(
        "path,label,split,group\na.jpg,roses,train,x\nb.jpg,roses,,x\nc.jpg,roses,val,x\n",
        "Line 4",
        "group 'x' are for validation here and for training in line 2")]
    [InlineData("path,label\n\"a.jpg,roses\n", "Line 2", "double quote")]
    [InlineData("path,label\n\"a\"b.jpg,roses\n", "Line 2", "double quote")]
    public void An_error_is_reported_with_its_line(string csv, string line, string reason)
    {
        var error = Assert.Throws<PipelineException>(() => Read(csv)).Diagnostic;
        Assert.Equal(Codes.InvalidList, error.Code);
        Assert.Equal("flowers.csv", error.File);
        Assert.StartsWith(line + " ", error.Text, StringComparison.Ordinal);
        Assert.Equal(line, $"Line {error.Line}");
        Assert.Contains(reason, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_UTF8_is_rejected()
    {
        var error = Assert.Throws<PipelineException>(
            () => ListReader.Read(Encoding.Latin1.GetBytes("path,label\né.jpg,roses\n"), "flowers.csv"));
        Assert.Equal(Codes.InvalidList, error.Diagnostic.Code);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    private static DatasetFiles Read(string csv) => ListReader.Read(Encoding.UTF8.GetBytes(csv), "flowers.csv");
}
