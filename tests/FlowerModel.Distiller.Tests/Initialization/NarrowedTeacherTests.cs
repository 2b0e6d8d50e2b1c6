using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Initialization;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Tests.Initialization;

[Collection(EngineTests.Name)]
public class NarrowedTeacherTests
{
    private static readonly SizedNetwork Small = NetworkCatalog.Default.At(0.35, 96);

    [Fact]
    public void A_teacher_narrowed_to_its_own_width_returns_the_same_output()
    {
        using var scope = NewDisposeScope();
        using var teacher = TorchNetwork.Create(Small, 3);
        var images = Images(6);
        using var student = TorchNetwork.Load(Small, NarrowedTeacher.Create(teacher.ToKerasWeights(), Small, Small, images));
        teacher.eval();
        student.eval();

        var (expected, actual) = (teacher.forward(images[0]), student.forward(images[0]));

        var error = (expected - actual).square().mean().sqrt() / expected.std();
        Assert.InRange(error.item<float>(), 0, 0.05);
    }

    [Fact]
    public void BatchNorm_of_a_narrowed_teacher_has_the_statistics_of_its_activations()
    {
        using var scope = NewDisposeScope();
        var wide = NetworkCatalog.Default.At(0.5, 96);
        using var teacher = TorchNetwork.Create(wide, 3);
        var images = Images(4);
        var weights = NarrowedTeacher.Create(teacher.ToKerasWeights(), wide, Small, images);
        using var student = TorchNetwork.Load(Small, weights);
        student.Unfreeze(NetworkCatalog.Default.Layers[0], BatchNormMode.Training, momentum: 1);
        var all = cat(images).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        student.eval();
        var inference = student.forward(all);
        student.train();
        var training = student.forward(all);

        Assert.InRange(((inference - training).square().mean().sqrt() / inference.std()).item<float>(), 0, 0.05);
    }

    /// <summary>Creates smooth noise, because images are smooth.</summary>
    private static List<Tensor> Images(int batches)
    {
        using var generator = new Generator(5);
        return
        [
            .. Enumerable.Range(0, batches).Select(_ => nn.functional.interpolate(
                rand([24, 3, 24, 24], generator: generator) * 2 - 1, size: [96, 96], mode: InterpolationMode.Bilinear, align_corners: false)),
        ];
    }
}
