using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Training;

namespace FlowerModel.Distiller.Tests.Training;

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
        var top = TeacherTop.Find(Teacher(layer), 2)!;

        var divergence = top.Divergence([0, 0], [2, 0], []);

        // By hand: teacher softmax(1, 0) = p; student (1/2, 1/2); 4 * (p ln 2p + q ln 2q).
        double p = Math.E / (Math.E + 1), q = 1 - p;
        Assert.Equal(4 * ((p * Math.Log(2 * p)) + (q * Math.Log(2 * q))), divergence, 1e-12);
        Assert.Equal(2, top.Classes);
    }

    [Fact]
    public void Equal_features_do_not_diverge_and_the_gradient_points_away_from_the_teacher()
    {
        var top = TeacherTop.Find(Teacher("dense"), 2)!;
        var gradient = new double[2];

        Assert.Equal(0, top.Divergence([0.5, -1], [0.5, -1], gradient), 1e-12);
        Assert.All(gradient, value => Assert.Equal(0, value, 1e-12));
        top.Divergence([0.5, -1], [3, 0], gradient);
        Assert.True(gradient[0] < 0);
        Assert.Equal(-gradient[0], gradient[1], 1e-12);
    }

    [Fact]
    public void A_teacher_without_a_dense_layer_on_its_pooled_features_has_no_top()
    {
        Assert.Null(TeacherTop.Find(new KerasWeights([], "empty"), 2));
        Assert.Null(TeacherTop.Find(Teacher("dense"), 3));
    }
}
