using FlowerModel.Conversion.Keras;
using static TorchSharp.torch;

namespace FlowerModel.Trainer.Distillation;

/// <summary>
/// The teacher's dense layer on its pooled features, where its file has one. Put on top of the student's features too, it says how far the
/// two differ in what they would predict (Hinton et al. 2015, "Distilling the knowledge in a neural network").
/// </summary>
internal sealed class TeacherTop : IDisposable
{
    /// <summary>Keras' names for the layer in MobileNetV2 with top, newer and older, and that of a head trained here.</summary>
    private static readonly string[] LayerNames = ["predictions", "Logits", "dense"];

    private const double Temperature = 2;
    private readonly Tensor kernel; // [channels, classes]
    private readonly Tensor bias;

    private TeacherTop(Tensor kernel, Tensor bias) => (this.kernel, this.bias) = (kernel, bias);

    /// <summary>Number of classes that the teacher tells apart.</summary>
    public int Classes => (int)bias.shape[0];

    /// <summary>Finds the top among a teacher's weights.</summary>
    /// <param name="teacher">All weights of the teacher's file.</param>
    /// <param name="channels">Number of pooled features.</param>
    /// <returns>The top; null where there is none on the pooled features (none at all, or a convolution lies between).</returns>
    public static TeacherTop? Find(KerasWeights teacher, int channels)
    {
        var layer = LayerNames.Select(teacher.Find).FirstOrDefault(found => found is not null);
        if (layer?.Find("kernel") is not { Shape: [var inputs, var classes] } kernel || inputs != channels) return null;
        return new TeacherTop(
            tensor(kernel.Values, [inputs, classes]).DetachFromDisposeScope(),
            tensor(teacher.Require(layer.Name, "bias", classes).Values).DetachFromDisposeScope());
    }

    /// <summary>
    /// Kullback-Leibler divergence of the student's predictions from the teacher's, both softened with temperature 2 and scaled by its square.
    /// </summary>
    /// <param name="student">The student's pooled features, [n, channels].</param>
    /// <param name="teacher">The teacher's, likewise.</param>
    public Tensor Divergence(Tensor student, Tensor teacher)
    {
        using var scope = NewDisposeScope();
        var learnt = nn.functional.log_softmax((student.matmul(kernel) + bias) / Temperature, dim: 1);
        var taught = nn.functional.log_softmax((teacher.matmul(kernel) + bias) / Temperature, dim: 1);
        var divergence = (taught.exp() * (taught - learnt)).sum(1).mean();
        return (divergence * (Temperature * Temperature)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        kernel.Dispose();
        bias.Dispose();
    }
}
