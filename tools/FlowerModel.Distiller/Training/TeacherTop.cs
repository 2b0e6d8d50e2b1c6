using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Training;

/// <summary>
/// The teacher's dense layer on its pooled features, if its file has one. Applied to the student's features as well, it measures how far
/// their predictions differ (Hinton et al. 2015, "Distilling the knowledge in a neural network"). Thread-safe.
/// </summary>
internal sealed class TeacherTop
{
    /// <summary>Keras' names of the layer in MobileNetV2 with top, newer and older, and the name that FlowerModel's own heads have.</summary>
    private static readonly string[] LayerNames = ["predictions", "Logits", "dense"];

    private const double Temperature = 2;
    private readonly Matrix kernel; // [channels, classes]
    private readonly Matrix transposed; // [classes, channels]
    private readonly double[] bias;

    private TeacherTop(Matrix kernel, double[] bias)
    {
        (this.kernel, this.bias, transposed) = (kernel, bias, new Matrix(kernel.Columns, kernel.Rows));
        for (var row = 0; row < kernel.Rows; row++)
        {
            for (var column = 0; column < kernel.Columns; column++) transposed[column, row] = kernel[row, column];
        }
    }

    /// <summary>Number of the teacher's classes.</summary>
    public int Classes => bias.Length;

    /// <summary>Finds the top in the teacher's weights.</summary>
    /// <param name="teacher">All weights of the teacher's file.</param>
    /// <param name="channels">Number of pooled features.</param>
    /// <returns>The top; null if the file has none, or none that reads the pooled features directly.</returns>
    public static TeacherTop? Find(KerasWeights teacher, int channels)
    {
        var layer = LayerNames.Select(teacher.Find).FirstOrDefault(found => found is not null);
        if (layer?.Find("kernel") is not { Shape: [var inputs, var classes] } kernel || inputs != channels) return null;
        return new TeacherTop(
            Matrix.Of(kernel.Values, classes), [.. teacher.Require(layer.Name, "bias", classes).Values.Select(value => (double)value)]);
    }

    /// <summary>
    /// Kullback-Leibler divergence of the student's predictions from the teacher's, both softened with temperature 2, times its square.
    /// </summary>
    /// <param name="student">The student's pooled features, [channels].</param>
    /// <param name="teacher">The teacher's pooled features, [channels].</param>
    /// <param name="gradient">The gradient with respect to the student's features is added to it, [channels]; empty: it is not computed.</param>
    public double Divergence(ReadOnlySpan<double> student, ReadOnlySpan<double> teacher, Span<double> gradient)
    {
        double[] ofStudent = LogProbabilities(student), ofTeacher = LogProbabilities(teacher);
        var divergence = 0.0;
        for (var i = 0; i < Classes; i++)
        {
            var probability = PortableMath.Exp(ofTeacher[i]);
            divergence += probability * (ofTeacher[i] - ofStudent[i]);
            if (gradient.IsEmpty) continue;
            VectorSums.AddScaled(Temperature * (PortableMath.Exp(ofStudent[i]) - probability), transposed.Row(i), gradient);
        }

        return divergence * (Temperature * Temperature);
    }

    private double[] LogProbabilities(ReadOnlySpan<double> features)
    {
        double[] logits = [.. bias];
        for (var c = 0; c < features.Length; c++) VectorSums.AddScaled(features[c], kernel.Row(c), logits);
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (var logit in logits) greatest = Math.Max(greatest, logit / Temperature); // NaN is passed on
        foreach (var logit in logits) sum += PortableMath.Exp((logit / Temperature) - greatest);
        var logarithm = greatest + PortableMath.Log(sum);
        for (var i = 0; i < logits.Length; i++) logits[i] = (logits[i] / Temperature) - logarithm;
        return logits;
    }
}
