using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Plan;
using FlowerModel.Runtime.Inference.Steps;
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
    private readonly ExecutionPlan plan;
    private readonly int threads;
    private readonly TensorDescriptor? notFloat;
    private readonly ConcurrentBag<RunState> idle = [];

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
        threads = OperatingSystem.IsBrowser() ? 1 : options.Threads;
        plan = Planner.Plan(model, KernelSelection.For(options.UseReferenceKernels), threads);
        Inputs = [.. plan.Inputs.Select(value => value.Descriptor)];
        Outputs = [.. plan.Outputs.Select(value => value.Descriptor)];
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
    public int ArenaBytes => plan.ArenaBytes;

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
    /// the observer is called on the thread of its run.
    /// </summary>
    /// <param name="input">The bytes of all inputs, concatenated in order.</param>
    /// <param name="output">Receives the bytes of all outputs, concatenated in order.</param>
    /// <param name="observe">Called with each tensor; null to run without an observer.</param>
    /// <exception cref="ArgumentException">A span's length does not match the tensors.</exception>
    public void Run(ReadOnlySpan<byte> input, Span<byte> output, TensorObserver? observe)
    {
        RequireLength(input.Length, Inputs, nameof(input));
        RequireLength(output.Length, Outputs, nameof(output));
        var state = Begin(input);
        try
        {
            if (observe is null)
            {
                foreach (var step in plan.Steps) step.Run(state);
            }
            else
            {
                RunObserved(state, observe);
            }

            ReadOutputs(state, output);
        }
        finally
        {
            idle.Add(state);
        }
    }

    /// <summary>Measures how long each operator of the model takes. Thread-safe.</summary>
    /// <param name="input">The bytes of all inputs, concatenated in order.</param>
    /// <param name="runs">The number of runs, at least 1. The first ones of a process are slow, because code is still being compiled.</param>
    /// <returns>The operators in execution order. Operators that were computed when the model was loaded, or that became part of others, are missing.</returns>
    /// <exception cref="ArgumentException">The span's length does not match the inputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of runs is less than 1.</exception>
    public IReadOnlyList<OperatorTiming> Profile(ReadOnlySpan<byte> input, int runs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        RequireLength(input.Length, Inputs, nameof(input));
        var fastest = new TimeSpan[plan.Steps.Count];
        fastest.AsSpan().Fill(TimeSpan.MaxValue);
        for (var run = 0; run < runs; run++)
        {
            var state = Begin(input);
            try
            {
                for (var i = 0; i < fastest.Length; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    plan.Steps[i].Run(state);
                    var time = Stopwatch.GetElapsedTime(start);
                    if (time < fastest[i]) fastest[i] = time;
                }
            }
            finally
            {
                idle.Add(state);
            }
        }

        return [.. plan.Steps.Zip(fastest, (step, time) => new OperatorTiming(step.Label, time))];
    }

    /// <summary>Takes memory for a run and fills the inputs.</summary>
    private RunState Begin(ReadOnlySpan<byte> input)
    {
        if (!idle.TryTake(out var state)) state = new RunState(plan.ArenaBytes, threads);
        foreach (var value in plan.Inputs)
        {
            input[..value.ByteSize].CopyTo(state.Write<byte>(value));
            if (value.IsUnsigned) SignedBytes.Flip(state.Write<byte>(value));
            input = input[value.ByteSize..];
        }

        return state;
    }

    private void ReadOutputs(RunState state, Span<byte> output)
    {
        foreach (var value in plan.Outputs)
        {
            state.Read<byte>(value).CopyTo(output);
            if (value.IsUnsigned) SignedBytes.Flip(output[..value.ByteSize]);
            output = output[value.ByteSize..];
        }
    }

    private void RunObserved(RunState state, TensorObserver observe)
    {
        foreach (var value in plan.Inputs) Show(value);
        foreach (var step in plan.Steps)
        {
            step.Run(state);
            foreach (var value in step.Writes)
            {
                if (!value.IsScratch) Show(value);
            }
        }

        void Show(Value value)
        {
            var bytes = state.Read<byte>(value);
            observe(new ObservedTensor(value, value.IsUnsigned ? SignedBytes.Convert(bytes.ToArray()).Span : bytes));
        }
    }

    private static void RequireLength(int bytes, IReadOnlyList<TensorDescriptor> tensors, string parameter)
    {
        var needed = 0L;
        foreach (var tensor in tensors) needed += tensor.ByteSize;
        if (bytes != needed) throw new ArgumentException($"The model needs {needed} bytes, not {bytes}.", parameter);
    }
}
