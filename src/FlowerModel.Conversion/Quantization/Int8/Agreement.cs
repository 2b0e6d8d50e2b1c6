using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Numerics;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>Measures how well int8 models agree with the float32 model on images not used for calibration.</summary>
internal sealed class Agreement
{
    private readonly CalibrationImages images;
    private readonly IReadOnlyList<int> judging;
    private readonly CancellationToken cancellation;
    private readonly bool givesProbabilities;
    private readonly float[][] expected;

    /// <param name="float32">The float32 model.</param>
    /// <param name="images">The images.</param>
    /// <param name="judging">Indices of the images to compare on.</param>
    /// <param name="cancellation">Stops between images.</param>
    internal Agreement(Model float32, CalibrationImages images, IReadOnlyList<int> judging, CancellationToken cancellation)
    {
        this.images = images;
        this.judging = judging;
        this.cancellation = cancellation;
        givesProbabilities = float32.Main.Operators[^1].Code == BuiltinOperator.Softmax;
        expected = Answers(float32);
    }

    /// <summary>Runs a model with float32 inputs and outputs over the images.</summary>
    internal RecipeTrial Judge(Int8Recipe recipe, Model int8)
    {
        var answers = Answers(int8);
        var divergence = givesProbabilities ? KullbackLeibler(answers) : NoiseToSignal(answers);
        var flips = answers.Where((answer, i) => IndexOfGreatest(answer) != IndexOfGreatest(expected[i])).Count();
        return new RecipeTrial(recipe, divergence, flips, answers.Length);
    }

    private float[][] Answers(Model model)
    {
        var interpreter = new Interpreter(model);
        var length = interpreter.Outputs.Sum(tensor => tensor.ElementCount);
        var answers = new float[judging.Count][];
        Parallel.For(0, answers.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            answers[i] = new float[length];
            interpreter.Run(MemoryMarshal.AsBytes(images[judging[i]]), MemoryMarshal.AsBytes(answers[i].AsSpan()));
        });
        return answers;
    }

    /// <summary>int8 probabilities may be 0 and may not add up to 1, so half a step is added and the sum is normalized to 1.</summary>
    private double KullbackLeibler(float[][] answers)
    {
        const double HalfStep = 1.0 / 512;
        double total = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            var (p, q) = (Smooth(expected[i]), Smooth(answers[i]));
            for (var j = 0; j < p.Length; j++) total += p[j] * ElementaryFunctions.Log(p[j] / q[j]);
        }

        return total / Math.Max(1, answers.Length);

        static double[] Smooth(float[] probabilities)
        {
            var sum = probabilities.Sum(each => each + HalfStep);
            return Array.ConvertAll(probabilities, each => (each + HalfStep) / sum);
        }
    }

    private double NoiseToSignal(float[][] answers)
    {
        double noise = 0, signal = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            for (var j = 0; j < answers[i].Length; j++)
            {
                var (real, difference) = ((double)expected[i][j], (double)answers[i][j] - expected[i][j]);
                noise += difference * difference;
                signal += real * real;
            }
        }

        return signal > 0 ? noise / signal : noise;
    }

    private static int IndexOfGreatest(float[] values) => Array.IndexOf(values, values.Max());
}
