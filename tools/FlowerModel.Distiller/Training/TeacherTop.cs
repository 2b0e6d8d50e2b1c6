using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Runtime;
using FlowerModel.Tflite;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Training;

/// <summary>
/// The teacher's dense layer on its pooled features, if there is one. Applied to the student's features as well, it measures how far
/// their predictions differ (Hinton et al. 2015, "Distilling the knowledge in a neural network"). Thread-safe.
/// </summary>
internal sealed class TeacherTop
{
    /// <summary>Keras' names of the layer in MobileNetV2 with top, newer and older, and the name that FlowerModel's own heads have.</summary>
    private static readonly string[] LayerNames = ["predictions", "Logits", "dense"];

    private const float Temperature = 2;
    private readonly float[] kernel; // [channels, classes]
    private readonly float[] transposed; // [classes, channels]
    private readonly float[] bias;
    private readonly int channels;

    /// <summary>Creates a top.</summary>
    /// <param name="kernel">[channels, classes].</param>
    /// <param name="bias">[classes].</param>
    private TeacherTop(float[] kernel, float[] bias)
    {
        (this.kernel, this.bias, transposed) = (kernel, bias, Transposed(kernel, bias.Length));
        channels = kernel.Length / bias.Length;
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
        return new TeacherTop(kernel.Values, teacher.Require(layer.Name, "bias", classes).Values);
    }

    /// <summary>Reads the top of a classifier in TFLite's format, of which the teacher is the base.</summary>
    /// <param name="path">The .tflite file.</param>
    /// <param name="channels">Number of pooled features.</param>
    /// <exception cref="PipelineException">
    /// The file is missing or not a valid model, or does not end with a fully connected layer or a 1x1 convolution on that many pooled features.
    /// </exception>
    public static TeacherTop Read(string path, int channels)
    {
        try
        {
            var model = ModelReader.Read(File.ReadAllBytes(path));
            if (LastLayer(model.Subgraphs[0], channels) is { } top) return top;
        }
        catch (Exception error) when (error is TfliteFormatException or IOException or UnauthorizedAccessException)
        {
            throw new PipelineException(Codes.InvalidModel, $"The teacher's top cannot be read: {error.Message}", path, error);
        }

        throw new PipelineException(
            Codes.InvalidModel,
            $"The model does not end with a matrix on {channels} pooled features. Name the classifier that the teacher is the base of.", path);
    }

    /// <summary>
    /// Kullback-Leibler divergence of the student's predictions from the teacher's, both softened with temperature 2, times its square.
    /// </summary>
    /// <param name="student">The student's pooled features, [channels].</param>
    /// <param name="teacher">The teacher's pooled features, [channels].</param>
    /// <param name="gradient">The gradient with respect to the student's features is added to it, [channels]; empty: it is not computed.</param>
    public double Divergence(ReadOnlySpan<double> student, ReadOnlySpan<double> teacher, Span<double> gradient)
    {
        float[] ofStudent = LogProbabilities(student), ofTeacher = LogProbabilities(teacher);
        var divergence = 0.0;
        var slope = new float[gradient.Length];
        for (var i = 0; i < Classes; i++)
        {
            var probability = PortableMath.Exp(ofTeacher[i]);
            divergence += probability * (ofTeacher[i] - ofStudent[i]);
            if (gradient.IsEmpty) continue;
            var difference = (float)(PortableMath.Exp(ofStudent[i]) - probability);
            VectorSums.AddScaled(Temperature * difference, transposed.AsSpan(i * channels, channels), slope);
        }

        for (var c = 0; c < slope.Length; c++) gradient[c] += slope[c];
        return divergence * (Temperature * Temperature);
    }

    private static TeacherTop? LastLayer(Subgraph graph, int channels)
    {
        var layer = graph.Operators.LastOrDefault(step => step.Code is BuiltinOperator.FullyConnected or BuiltinOperator.Conv2D);
        if (layer is not { Inputs: [var input, var kernel, var bias] } || graph.Tensors[input].ElementCount != channels) return null;
        if (ClassifierHead.RealConstant(graph, kernel) is not { } weights || ClassifierHead.RealConstant(graph, bias) is not { } offsets) return null;
        return weights.Length == offsets.Length * channels ? new TeacherTop(Transposed(weights, channels), offsets) : null;
    }

    private float[] LogProbabilities(ReadOnlySpan<double> features)
    {
        float[] logits = [.. bias];
        for (var c = 0; c < features.Length; c++) VectorSums.AddScaled((float)features[c], kernel.AsSpan(c * Classes, Classes), logits);
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (var logit in logits) greatest = Math.Max(greatest, logit / Temperature); // NaN is passed on
        foreach (var logit in logits) sum += PortableMath.Exp((logit / Temperature) - greatest);
        var logarithm = greatest + PortableMath.Log(sum);
        for (var i = 0; i < logits.Length; i++) logits[i] = (float)((logits[i] / Temperature) - logarithm);
        return logits;
    }

    /// <summary>Returns [columns, rows] of [rows, columns].</summary>
    private static float[] Transposed(float[] values, int columns)
    {
        var (rows, transposed) = (values.Length / columns, new float[values.Length]);
        for (var i = 0; i < values.Length; i++) transposed[((i % columns) * rows) + (i / columns)] = values[i];
        return transposed;
    }
}
