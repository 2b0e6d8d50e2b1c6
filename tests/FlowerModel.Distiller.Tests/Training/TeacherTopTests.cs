using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Training;
using FlowerModel.Trainer.Tests.Engine;
using TorchSharp;

namespace FlowerModel.Distiller.Tests.Training;

[Collection(EngineTests.Name)]
public sealed class TeacherTopTests
{
    // Two features and two classes: an identity kernel makes the features the logits (a, b).
    private static KerasWeights Teacher(string layer) => new(
        [new KerasLayer(layer, [new KerasTensor("kernel", [2, 2], [1, 0, 0, 1]), new KerasTensor("bias", [2], [0, 0])])], "by hand");

    [Theory]
    [InlineData("predictions")]
    [InlineData("Logits")]
    [InlineData("dense")]
    public void The_divergence_is_that_of_the_softened_predictions(string layer)
    {
        using var scope = torch.NewDisposeScope();
        using var top = TeacherTop.Find(Teacher(layer), 2)!;

        var divergence = top.Divergence(torch.tensor(new float[,] { { 0, 0 } }), torch.tensor(new float[,] { { 2, 0 } })).item<float>();

        // By hand: teacher softmax(1, 0) = p; student (1/2, 1/2); 4 * (p ln 2p + q ln 2q).
        double p = Math.E / (Math.E + 1), q = 1 - p;
        Assert.Equal(4 * ((p * Math.Log(2 * p)) + (q * Math.Log(2 * q))), divergence, 1e-5);
        Assert.Equal(2, top.Classes);
    }

    [Fact]
    public void Equal_features_do_not_diverge_and_gradients_reach_only_the_student()
    {
        using var scope = torch.NewDisposeScope();
        using var top = TeacherTop.Find(Teacher("dense"), 2)!;
        var student = torch.tensor(new float[,] { { 0.5f, -1 } }, requires_grad: true);

        Assert.Equal(0, top.Divergence(student, student.detach()).item<float>(), 1e-6);
        top.Divergence(student, torch.tensor(new float[,] { { 3, 0 } })).backward();
        Assert.True(student.grad![0, 0].item<float>() < 0);
    }

    [Fact]
    public void A_teacher_without_a_dense_layer_on_its_pooled_features_has_no_top()
    {
        Assert.Null(TeacherTop.Find(new KerasWeights([], "empty"), 2));
        Assert.Null(TeacherTop.Find(Teacher("dense"), 3));
    }
}
