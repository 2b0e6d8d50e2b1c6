using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Tests.Evaluation;
using FlowerModel.Pipeline.Data;

namespace FlowerModel.Conversion.Tests.Quantization;

public sealed class CalibrationImagesTests : IDisposable
{
    private readonly ColorDataset dataset = new(perClass: 1);
    private readonly byte[] model = File.ReadAllBytes(ColorDataset.Model);

    public void Dispose() => dataset.Dispose();

    [Fact]
    public void Images_of_a_dataset_are_prepared_like_image_files()
    {
        var entries = dataset.Manifest.Entries;

        var images = CalibrationImages.FromDataset(model, dataset.Manifest, entries);

        var files = CalibrationImages.FromFiles(model, [.. entries.Select(dataset.Manifest.FullPath)]);
        Assert.Equal(3, images.Count);
        for (var index = 0; index < images.Count; index++) Assert.Equal(files[index].ToArray(), images[index].ToArray());
    }

    [Fact]
    public void An_image_that_changed_after_the_manifest_was_created_is_rejected()
    {
        var images = CalibrationImages.FromDataset(model, dataset.Manifest, dataset.Manifest.Entries);
        dataset.Repaint("blue", 0, "red"); // after opening, before the image is first used

        var error = Assert.Throws<ImageChangedException>(() => images[0].ToArray());

        Assert.Equal(dataset.PathOf("blue", 0), error.Path);
    }
}
