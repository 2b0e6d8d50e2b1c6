using FlowerModel.Conversion.Keras;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Training;

/// <summary>
/// The teacher's dense layer on its pooled features, if its file has one. Applied to the student's features as well, it measures how far
/// their predictions differ (Hinton et al. 2015, "Distilling the knowledge in a neural network").
/// </summary>
internal sealed class TeacherTop : IDisposable
{
    /// <summary>Keras' names of the layer in MobileNetV2 with top, newer and older, and the name that FlowerModel's own heads have.</summary>
    private static readonly string[] LayerNames = ["predictions", "Logits", "dense"];

    private const double Temperature = 2;
    private readonly Tensor kernel; // [channels, classes]
    private readonly Tensor bias;

    private TeacherTop(Tensor kernel, Tensor bias) => (this.kernel, this.bias) = (kernel, bias);

    /// <summary>Number of the teacher's classes.</summary>
    public int Classes => (int)bias.shape[0];

    /// <summary>Finds the top in the teacher's weights.</summary>
    /// <param name="teacher">All weights of the teacher's file.</param>
    /// <param name="channels">Number of pooled features.</param>
    /// <returns>The top; null if the file has none, or none that reads the pooled features directly.</returns>
    public static TeacherTop? Find(KerasWeights teacher, int channels)
    {
        var layer = LayerNames.Select(teacher.Find).FirstOrDefault(found => found is not null);
        if (layer?.Find("kernel") is not { Shape: [var inputs, var classes] } kernel || inputs != channels) return null;
        return new TeacherTop(
            tensor(kernel.Values, [inputs, classes]).DetachFromDisposeScope(),
            tensor(teacher.Require(layer.Name, "bias", classes).Values).DetachFromDisposeScope());
    }

    /// <summary>
    /// Kullback-Leibler divergence of the student's predictions from the teacher's, both softened with temperature 2, times its square.
    /// </summary>
    /// <param name="student">The student's pooled features, [n, channels].</param>
    /// <param name="teacher">The teacher's pooled features, [n, channels].</param>
    public Tensor Divergence(Tensor student, Tensor teacher)
    {
        using var scope = NewDisposeScope();
        var studentLogProbabilities = nn.functional.log_softmax((student.matmul(kernel) + bias) / Temperature, dim: 1);
        var teacherLogProbabilities = nn.functional.log_softmax((teacher.matmul(kernel) + bias) / Temperature, dim: 1);
        var divergence = (teacherLogProbabilities.exp() * (teacherLogProbabilities - studentLogProbabilities)).sum(1).mean();
        return (divergence * (Temperature * Temperature)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        kernel.Dispose();
        bias.Dispose();
    }
}
