using System.Buffers;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Losses;

namespace FlowerModel.Distiller.Training;

/// <summary>
/// The distance between the student's and the teacher's features: smooth L1 (Huber) over the feature map plus the cosine distance of the
/// pooled features. Both are standardized per channel with the teacher's mean and standard deviation, because a linear head depends on
/// differences between images and not on the level they share. If the teacher has a top, the divergence of the predictions is added.
/// </summary>
/// <remarks>
/// Outputs are the student's map, [grid, grid, channels]; targets are the teacher's map of the same shape, then its pooled features, [channels].
/// The student's features are pooled here. Thread-safe; sums are in double precision and in a fixed order.
/// </remarks>
/// <param name="map">Standardizes maps.</param>
/// <param name="pooled">Standardizes pooled features.</param>
/// <param name="top">The teacher's top; null if it has none.</param>
internal sealed unsafe class DistillationLoss(FeatureScale map, FeatureScale pooled, TeacherTop? top) : TrainingLoss
{
    private const double PooledWeight = 2;
    private readonly int channels = map.Mean.Length;

    /// <summary>Measures the teacher's mean and standard deviation per channel on some of the lessons.</summary>
    /// <param name="lessons">The complete lessons.</param>
    /// <param name="records">The records to measure on.</param>
    /// <param name="top">The teacher's top; null if it has none.</param>
    public static DistillationLoss Measure(LessonFile lessons, IEnumerable<int> records, TeacherTop? top)
    {
        RunningStatistics maps = new(lessons.Channels), pooled = new(lessons.Channels);
        float[] image = new float[lessons.ImageLength], features = new float[lessons.FeaturesLength];
        foreach (var record in records)
        {
            lessons.Read(record, image, features);
            maps.Add(features.AsSpan(0, features.Length - lessons.Channels));
            pooled.Add(features.AsSpan(features.Length - lessons.Channels));
        }

        return new DistillationLoss(FeatureScale.Of(maps), FeatureScale.Of(pooled), top);
    }

    /// <inheritdoc/>
    public override int TargetLength(int outputs) => outputs + channels;

    /// <inheritdoc/>
    public override double Compute(float* outputs, float* targets, int length, double factor, float* gradient) =>
        Compute(new ReadOnlySpan<float>(outputs, length), new ReadOnlySpan<float>(targets, TargetLength(length)), factor, new Span<float>(gradient, length));

    /// <summary>Returns the loss of one image.</summary>
    /// <param name="student">The student's map.</param>
    /// <param name="teacher">The teacher's map and pooled features.</param>
    /// <param name="factor">Multiplies the gradient.</param>
    /// <param name="gradient">Receives the gradient of the map; empty: it is not computed.</param>
    public double Compute(ReadOnlySpan<float> student, ReadOnlySpan<float> teacher, double factor, Span<float> gradient)
    {
        var buffer = ArrayPool<double>.Shared.Rent(3 * channels);
        Span<double> features = buffer.AsSpan(0, channels), target = buffer.AsSpan(channels, channels);
        var slope = gradient.IsEmpty ? [] : buffer.AsSpan(2 * channels, channels); // gradient of the pooled features
        slope.Clear();
        Pool(student, features);
        for (var c = 0; c < channels; c++) target[c] = teacher[student.Length + c];
        var loss = CompareMaps(student, teacher, factor, gradient);
        loss += PooledWeight * (1 - Similarity(features, target, slope));
        if (top is not null) loss += top.Divergence(features, target, slope);
        var positions = student.Length / channels;
        for (var i = 0; i < gradient.Length; i++) gradient[i] += (float)(factor * slope[i % channels] / positions);
        ArrayPool<double>.Shared.Return(buffer);
        return loss;
    }

    /// <summary>Returns the cosine similarity of an image's standardized pooled features (1 = same direction).</summary>
    /// <param name="student">The student's map.</param>
    /// <param name="teacher">The teacher's map and pooled features.</param>
    public double SimilarityOf(ReadOnlySpan<float> student, ReadOnlySpan<float> teacher)
    {
        double[] features = new double[channels], target = new double[channels];
        Pool(student, features);
        for (var c = 0; c < channels; c++) target[c] = teacher[student.Length + c];
        return Similarity(features, target, []);
    }

    private double CompareMaps(ReadOnlySpan<float> student, ReadOnlySpan<float> teacher, double factor, Span<float> gradient)
    {
        var loss = 0.0;
        for (var position = 0; position < student.Length; position += channels)
        {
            for (var c = 0; c < channels; c++)
            {
                var difference = ((double)student[position + c] - teacher[position + c]) / map.Deviation[c];
                var size = Math.Abs(difference);
                loss += size < 1 ? 0.5 * difference * difference : size - 0.5;
                if (gradient.IsEmpty) continue;
                gradient[position + c] = (float)(factor * Math.Clamp(difference, -1, 1) / (map.Deviation[c] * student.Length));
            }
        }

        return loss / student.Length;
    }

    /// <summary>Cosine similarity; the gradient of the loss that it causes is added to <paramref name="slope"/>.</summary>
    private double Similarity(ReadOnlySpan<double> student, ReadOnlySpan<double> teacher, Span<double> slope)
    {
        double product = 0, ofStudent = 1e-16, ofTeacher = 1e-16; // so that no length is 0
        for (var c = 0; c < channels; c++)
        {
            double u = Standardized(student, c), v = Standardized(teacher, c);
            product += u * v;
            ofStudent += u * u;
            ofTeacher += v * v;
        }

        var lengths = Math.Sqrt(ofStudent) * Math.Sqrt(ofTeacher);
        var similarity = product / lengths;
        for (var c = 0; c < slope.Length; c++)
        {
            var ofCosine = (Standardized(teacher, c) / lengths) - (similarity * Standardized(student, c) / ofStudent);
            slope[c] -= PooledWeight * ofCosine / pooled.Deviation[c];
        }

        return similarity;
    }

    private double Standardized(ReadOnlySpan<double> features, int channel) => (features[channel] - pooled.Mean[channel]) / pooled.Deviation[channel];

    private void Pool(ReadOnlySpan<float> student, Span<double> features)
    {
        features.Clear();
        for (var position = 0; position < student.Length; position += channels)
        {
            for (var c = 0; c < channels; c++) features[c] += student[position + c];
        }

        foreach (ref var feature in features) feature /= student.Length / channels;
    }
}
