using System.Collections.Concurrent;
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
        plan = Planner.Plan(model, KernelSelection.For(options.UseReferenceKernels), options.Threads);
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
        if (!idle.TryTake(out var state)) state = new RunState(plan.ArenaBytes);
        try
        {
            foreach (var value in plan.Inputs)
            {
                input[..value.ByteSize].CopyTo(state.Write<byte>(value));
                if (value.IsUnsigned) SignedBytes.Flip(state.Write<byte>(value));
                input = input[value.ByteSize..];
            }

            if (observe is null)
            {
                foreach (var step in plan.Steps) step.Run(state);
            }
            else
            {
                RunObserved(state, observe);
            }

            foreach (var value in plan.Outputs)
            {
                state.Read<byte>(value).CopyTo(output);
                if (value.IsUnsigned) SignedBytes.Flip(output[..value.ByteSize]);
                output = output[value.ByteSize..];
            }
        }
        finally
        {
            idle.Add(state);
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
