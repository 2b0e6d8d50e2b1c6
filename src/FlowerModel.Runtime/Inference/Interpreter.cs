using System.Diagnostics;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Plan;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Runtime.Threading;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference;

/// <summary>
/// Runs a TensorFlow Lite model in managed code. The model is checked and planned once; all runs share the plan.
/// </summary>
/// <remarks>
/// Thread-safe: each run takes the memory for intermediate values (its arena) from a pool, which grows to the largest number of
/// concurrent runs so far. Supported are float32 models, models with float16 weights (widened on load), dynamic-range models (int8
/// weights, expanded on load; the inputs of their layers are rounded to 8 bits, as in TensorFlow Lite), per-channel int8 models and
/// the older uint8 models. Any other model causes an <see cref="UnsupportedModelException"/>.
/// </remarks>
public sealed class Interpreter
{
    private readonly PlannedRuns runs;
    private readonly Lazy<PlannedRuns> observedRuns;
    private readonly TensorDescriptor? notFloat;
    private readonly int inputBytes;
    private readonly int outputBytes;

    /// <summary>Checks and plans a model.</summary>
    /// <param name="model">The model. The interpreter keeps using the memory of its constants.</param>
    /// <param name="options">Options of the interpreter, or null for the defaults.</param>
    /// <exception cref="TfliteFormatException">The model is inconsistent, for example in its shapes.</exception>
    /// <exception cref="UnsupportedModelException">The model uses an operator, an element type or a setting that is not supported.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="InterpreterOptions.Threads"/> is less than 1.</exception>
    public Interpreter(Model model, InterpreterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new InterpreterOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        var threads = WorkerTeam.AreThreadsSupported ? options.Threads : 1;
        var kernels = KernelSelection.For(options.UseReferenceKernels);
        runs = new PlannedRuns(Planner.Plan(model, kernels, threads, isCombined: true), threads);
        observedRuns = new(() => runs.Plan.ComputesAll ? runs : new PlannedRuns(Planner.Plan(model, kernels, threads, isCombined: false), threads));
        Inputs = [.. runs.Plan.Inputs.Select(value => value.Descriptor)];
        Outputs = [.. runs.Plan.Outputs.Select(value => value.Descriptor)];
        inputBytes = Inputs.Sum(tensor => tensor.ByteSize);
        outputBytes = Outputs.Sum(tensor => tensor.ByteSize);
        notFloat = Inputs.Concat(Outputs).FirstOrDefault(tensor => tensor.Type != TensorType.Float32);
    }

    /// <summary>The model's inputs, in order.</summary>
    public IReadOnlyList<TensorDescriptor> Inputs { get; }

    /// <summary>The model's outputs, in order.</summary>
    public IReadOnlyList<TensorDescriptor> Outputs { get; }

    /// <summary>The first input.</summary>
    public TensorDescriptor InputTensor => Inputs[0];

    /// <summary>The first output.</summary>
    public TensorDescriptor OutputTensor => Outputs[0];

    /// <summary>The size of the memory that one run uses for intermediate values, in bytes.</summary>
    public int ArenaBytes => runs.Plan.ArenaBytes;

    /// <summary>Runs a model whose inputs and outputs are all float32.</summary>
    /// <param name="input">The elements of all inputs, concatenated in order.</param>
    /// <param name="output">Receives the elements of all outputs, concatenated in order.</param>
    /// <exception cref="InvalidOperationException">An input or output is not float32.</exception>
    /// <exception cref="ArgumentException">A span's length does not match the tensors.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        if (notFloat is { } other)
            throw new InvalidOperationException($"'{other.Name}' is {other.Type}, not Float32. Use the overload of Run that takes bytes.");
        Run(MemoryMarshal.AsBytes(input), MemoryMarshal.AsBytes(output));
    }

    /// <summary>Runs a model on the bytes of its tensors: little-endian elements of each tensor's type.</summary>
    /// <param name="input">The bytes of all inputs, concatenated in order.</param>
    /// <param name="output">Receives the bytes of all outputs, concatenated in order.</param>
    /// <exception cref="ArgumentException">A span's length does not match the tensors.</exception>
    public void Run(ReadOnlySpan<byte> input, Span<byte> output) => Run(input, output, observe: null);

    /// <summary>
    /// Runs a model and passes each tensor that the run fills to an observer: first the inputs, then the result of each operator, in
    /// execution order. Operators whose inputs are all constants are computed when the model is loaded and are not reported. Thread-safe;
    /// the observer is called on the thread of its run. If the model has operators that otherwise become part of others, the first observed run prepares
    /// the model once more.
    /// </summary>
    /// <param name="input">The bytes of all inputs, concatenated in order.</param>
    /// <param name="output">Receives the bytes of all outputs, concatenated in order.</param>
    /// <param name="observe">Called with each tensor; null to run without an observer.</param>
    /// <exception cref="ArgumentException">A span's length does not match the tensors.</exception>
    public void Run(ReadOnlySpan<byte> input, Span<byte> output, TensorObserver? observe)
    {
        RequireLength(input.Length, inputBytes, nameof(input));
        RequireLength(output.Length, outputBytes, nameof(output));
        if (observe is not null)
        {
            RunObserved(input, output, observe);
            return;
        }

        var state = runs.Begin(input);
        try
        {
            foreach (var step in runs.Plan.Steps) step.Run(state);
            runs.Read(state, output);
        }
        finally
        {
            runs.End(state);
        }
    }

    /// <summary>Measures how long each operator of the model takes. Thread-safe.</summary>
    /// <param name="input">The bytes of all inputs, concatenated in order.</param>
    /// <param name="times">The number of runs, at least 1. The first ones of a process are slow, because code is still being compiled.</param>
    /// <returns>The operators in execution order. Operators that were computed when the model was loaded, or that became part of others, are missing.</returns>
    /// <exception cref="ArgumentException">The span's length does not match the inputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of runs is less than 1.</exception>
    public IReadOnlyList<OperatorTiming> Profile(ReadOnlySpan<byte> input, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        RequireLength(input.Length, inputBytes, nameof(input));
        var steps = runs.Plan.Steps;
        var fastest = new TimeSpan[steps.Length];
        fastest.AsSpan().Fill(TimeSpan.MaxValue);
        var clock = new Stopwatch();
        for (var run = 0; run < times; run++)
        {
            var state = runs.Begin(input);
            try
            {
                for (var i = 0; i < fastest.Length; i++)
                {
                    clock.Restart();
                    steps[i].Run(state);
                    if (clock.Elapsed is var time && time < fastest[i]) fastest[i] = time;
                }
            }
            finally
            {
                runs.End(state);
            }
        }

        return [.. steps.Zip(fastest, (step, time) => new OperatorTiming(step.Label, time))];
    }

    private void RunObserved(ReadOnlySpan<byte> input, Span<byte> output, TensorObserver observe)
    {
        var all = observedRuns.Value;
        var state = all.Begin(input);
        try
        {
            foreach (var value in all.Plan.Inputs) Show(value);
            foreach (var step in all.Plan.Steps)
            {
                step.Run(state);

                // Not foreach, which would allocate an enumerator.
                for (var i = 0; i < step.Writes.Count; i++)
                {
                    if (!step.Writes[i].IsScratch) Show(step.Writes[i]);
                }
            }

            all.Read(state, output);
        }
        finally
        {
            all.End(state);
        }

        void Show(Value value)
        {
            var bytes = state.Read<byte>(value);
            observe(new ObservedTensor(value, value.IsUnsigned ? SignedBytes.Convert(bytes.ToArray()).Span : bytes));
        }
    }

    private static void RequireLength(int bytes, int needed, string parameter)
    {
        if (bytes != needed) throw new ArgumentException($"The model needs {needed} bytes, not {bytes}.", parameter);
    }
}
