using System.IO.Compression;
using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;
using PureHDF;
using static FlowerModel.Tool.Tests.Support.KerasModels;

namespace FlowerModel.Tool.Tests.Conversion;

/// <summary>One network in every form in which versions of Keras save it; each must become the same model as its plain weights.</summary>
public sealed class KerasFileTests : IDisposable
{
    private const int Size = 64;

    private static readonly KerasWeights Weights = new MobileNetV1Reference(alpha: 0.25, NearestMean.Labels.Count, seed: 6).Weights;
    private static readonly KerasLayer[] BaseLayers = [.. Weights.Layers.SkipLast(1)];
    private static readonly KerasLayer Dense = Weights.Layers[^1];

    private readonly TemporaryFolder folder = new();

    public KerasFileTests() => File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, bool, string, bool> Keras3Files()
    {
        var data = new TheoryData<string, bool, string, bool>();
        foreach (var isNested in (bool[])[true, false])
        {
            foreach (var groups in Enum.GetNames<KerasFiles.Groups>())
            {
                data.Add("model.keras", isNested, groups, true);
                data.Add("model.weights.h5", isNested, groups, false);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Keras3Files))]
    public void Files_of_Keras_3_are_read(string name, bool isNested, string groups, bool withConfiguration)
    {
        KerasLayerJson[] after = [Pooling, Layer("Dropout", "dropout"), KerasModels.Dense("dense", "softmax")];
        var model = isNested ? Nested(Size, [Sequential("sequential", Layer("RandomFlip", "random_flip"))], after) : Flat(Size, after);
        KerasFiles.WriteKeras3(folder[name], model, Weights.Layers, Enum.Parse<KerasFiles.Groups>(groups), withConfiguration);

        AssertSameAsPlain(name);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(true, "_1")]
    [InlineData(false, "_1")]
    public void Whole_models_in_HDF5_are_read_with_and_without_suffixes_of_variables(bool isNested, string suffix)
    {
        KerasLayerJson[] after = [Pooling, KerasModels.Dense("dense", "softmax")];
        var model = isNested ? Nested(Size, [], after) : Flat(Size, after);
        KerasFiles.WriteLegacy(folder["model.h5"], model, Groups(isNested), suffix);

        AssertSameAsPlain("model.h5");
    }

    [Fact]
    public void Float64_weights_are_converted()
    {
        KerasFiles.WriteLegacy(
            folder["model.h5"],
            null,
            Groups(isNested: false),
            element: tensor => new H5Dataset(Array.ConvertAll(tensor.Values, value => (double)value), fileDims: [.. tensor.Shape.Select(size => (ulong)size)]));

        AssertSameAsPlain("model.h5");
    }

    // A Normalization that changes nothing has float statistics and an integer count; random states are integers.
    [Fact]
    public void Layers_before_the_base_that_change_nothing_may_have_weights_of_any_type()
    {
        var normalization = new KerasLayer("normalization", [new("mean", [3], [0, 0, 0]), new("variance", [3], [1, 1, 1]), new("count", [], [0])]);
        var state = new KerasLayer("random_flip", [new("StateVar", [3], [1, 2, 3])]);
        KerasFiles.WriteLegacy(
            folder["model.h5"],
            null,
            [("sequential", [state]), ("normalization", [normalization]), .. Groups(isNested: true)],
            element: tensor => tensor.Name switch
            {
                "StateVar" => new H5Dataset(new long[] { 1, 2, 3 }),
                "count" => new H5Dataset(7L),
                _ => new H5Dataset(tensor.Values, fileDims: [.. tensor.Shape.Select(size => (ulong)size)]),
            });

        AssertSameAsPlain("model.h5");
    }

    [Fact]
    public void Layers_of_other_names_are_paired_in_order()
    {
        KerasFiles.WriteLegacy(
            folder["model.h5"],
            null,
            [.. BaseLayers.Select((layer, i) => ($"layer_{i}", (KerasLayer[])[layer with { Name = $"layer_{i}" }])), ("dense", [Dense])]);

        AssertSameAsPlain("model.h5");
    }

    [Fact]
    public void Files_that_are_not_of_Keras_are_named()
    {
        File.WriteAllText(folder["pointer.h5"], "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9406464\n");
        Assert.Contains("git lfs pull", Fails("pointer.h5"), StringComparison.Ordinal);
        File.WriteAllText(folder["page.h5"], "<!DOCTYPE html><html>Not found</html>");
        Assert.Contains("web page", Fails("page.h5"), StringComparison.Ordinal);
        WriteZip("torch.keras", ("data.pkl", [1, 2, 3]));
        Assert.Contains("model.weights.h5", Fails("torch.keras"), StringComparison.Ordinal);
        new H5File { ["data"] = new float[] { 1 } }.Write(folder["other.h5"]);
        Assert.Contains("no Keras weights", Fails("other.h5"), StringComparison.Ordinal);

        KerasFiles.WriteKeras3(folder["whole.keras"], Flat(Size, Pooling), BaseLayers, KerasFiles.Groups.ByClass, withConfiguration: true);
        var whole = File.ReadAllBytes(folder["whole.keras"]);
        File.WriteAllBytes(folder["cut.keras"], whole[..(whole.Length / 2)]);
        Assert.Contains(".keras file (a zip archive) is damaged or truncated", Fails("cut.keras"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_unpacks_to_more_than_it_may_is_rejected()
    {
        WriteZip("bomb.keras", ("model.weights.h5", [1]), ("config.json", new byte[(64 << 20) + 1]));
        Assert.Contains("config.json in this archive has more than", Fails("bomb.keras"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_groups_form_a_circle_is_rejected()
    {
        // A group per level, deeper than any model.
        var group = new H5Group();
        for (var level = 0; level < 40; level++) group = new H5Group { ["layers"] = new H5Group { ["functional"] = group } };
        var file = new H5File();
        foreach (var (name, child) in group) file[name] = child;
        file.Write(folder["deep.weights.h5"]);
        Assert.Contains("nested more deeply", Fails("deep.weights.h5"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keras3_default_format.keras", "Keras 3's format")]
    [InlineData("tf27_statevar_int64.h5", "these are not the weights of a known network")]
    public void Small_files_of_other_people_are_read_though_they_contain_no_network(string name, string expected)
    {
        var path = Path.GetFullPath(Path.Combine(ReferenceData.RepositoryRoot, "..", "shared", "cases", name));
        ReferenceData.SkipUnless(File.Exists(path), $"the reference data cases/{name} is not next to the repository");
        Assert.Contains(expected, Command.RunToFailureAfterMessages("FLOWER3002", "convert", path, "-o", folder["f.tflite"]), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Group, KerasLayer[] Layers)> Groups(bool isNested) =>
        [.. isNested ? [(BaseName, BaseLayers)] : BaseLayers.Select(layer => (layer.Name, (KerasLayer[])[layer])), ("dense", [Dense])];

    private void WriteZip(string name, params (string Name, byte[] Content)[] entries)
    {
        using var archive = new ZipArchive(File.Create(folder[name]), ZipArchiveMode.Create);
        foreach (var (entryName, content) in entries)
        {
            using var entry = archive.CreateEntry(entryName).Open();
            entry.Write(content);
        }
    }

    private void AssertSameAsPlain(string name)
    {
        KerasWeightsFile.Write(Weights, folder["plain.h5"]);
        Assert.Equal(Convert("plain.h5"), Convert(name));
    }

    private byte[] Convert(string name)
    {
        var result = Command.Run("convert", folder[name], "-o", folder["f.tflite"], "--image-size", $"{Size}", "--name", "model");
        Assert.True(result.ExitCode == 0, result.Errors);
        return File.ReadAllBytes(folder["f.tflite"]);
    }

    private string Fails(string name)
    {
        var errors = Command.RunToFailureAfterMessages("FLOWER3002", "convert", folder[name], "-o", folder["f.tflite"]);
        Assert.False(File.Exists(folder["f.tflite"]));
        return errors;
    }
}
