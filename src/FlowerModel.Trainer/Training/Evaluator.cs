using FlowerModel.Training.Graphs;
using FlowerModel.Training.Losses;

namespace FlowerModel.Trainer.Training;

/// <summary>Loss and accuracy of a graph over stored activations.</summary>
/// <param name="session">Runs the graph.</param>
/// <param name="batches">Reads the activations.</param>
/// <param name="batchSize">Images per batch.</param>
internal sealed class Evaluator(TrainingSession session, TrainingBatches batches, int batchSize)
{
    /// <summary>Computes loss and accuracy over a set, without dropout.</summary>
    /// <param name="set">The images; their plain views are used.</param>
    /// <param name="known">Outputs of the graph by the images' SHA-256, [classes] each; missing ones are computed and added.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public (double Loss, double Accuracy) Evaluate(FeatureSet set, Dictionary<string, float[]> known, CancellationToken cancellation)
    {
        (int Sample, int View)[] unknown =
            [.. Enumerable.Range(0, set.Samples.Count).Where(sample => !known.ContainsKey(set.Samples[sample].ImageSha256)).Select(sample => (sample, 0))];
        for (var start = 0; start < unknown.Length; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = unknown.AsSpan(start, Math.Min(batchSize, unknown.Length - start));
            batches.Read(set, batch);
            session.Predict(batches.Inputs);
            var classes = session.Outputs.Length / batch.Length;
            for (var i = 0; i < batch.Length; i++)
                known[set.Samples[batch[i].Sample].ImageSha256] = session.Outputs.Slice(i * classes, classes).ToArray();
        }

        double loss = 0, correct = 0;
        foreach (var sample in set.Samples)
        {
            var outputs = known[sample.ImageSha256];
            loss += SoftmaxCrossEntropy.LossOf(outputs, sample.Label);
            if (IndexOfGreatest(outputs) == sample.Label) correct++;
        }

        return (loss / set.Samples.Count, correct / set.Samples.Count);
    }

    /// <summary>Counts the images of the session's last batch whose greatest output is that of their class.</summary>
    /// <param name="set">The set of the images.</param>
    /// <param name="batch">The images.</param>
    public int CountCorrect(FeatureSet set, ReadOnlySpan<(int Sample, int View)> batch)
    {
        var classes = session.Outputs.Length / batch.Length;
        var correct = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            if (IndexOfGreatest(session.Outputs.Slice(i * classes, classes)) == set.Samples[batch[i].Sample].Label) correct++;
        }

        return correct;
    }

    private static int IndexOfGreatest(ReadOnlySpan<float> values)
    {
        var greatest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[greatest]) greatest = i;
        }

        return greatest;
    }
}
