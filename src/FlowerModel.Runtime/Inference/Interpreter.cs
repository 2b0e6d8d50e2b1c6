using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels;
using FlowerModel.Runtime.Inference.Plan;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference;

/// <summary>
/// Runs a TensorFlow Lite model in managed code. The model is checked and planned once; runs share what that gave.
/// </summary>
/// <remarks>
/// Safe for any number of threads at once: each run takes the memory for intermediate values from a pool, which grows to as many
/// arenas as there were runs at one time. float32 models, float16 kernels (widened when loaded), dynamic-range int8 kernels
/// (expanded when loaded; inputs of their layers are rounded to 8 bits, as TensorFlow Lite does) and per-channel int8 models run; see
/// <see cref="UnsupportedModelException"/> for the rest.
/// </remarks>
public sealed class Interpreter
{
    private readonly ExecutionPlan plan;
    private readonly TensorDescriptor? notFloat;
    private readonly ConcurrentBag<RunState> idle = [];

    /// <summary>Checks and plans a model.</summary>
    /// <param name="model">The model; its constants stay in use.</param>
    /// <param name="options">How to compute; null for the defaults.</param>
    /// <exception cref="TfliteFormatException">The model contradicts itself, for example in its shapes.</exception>
    /// <exception cref="UnsupportedModelException">The model has an operator or a type that is not supported.</exception>
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

    /// <summary>Bytes of memory that one run uses for intermediate values.</summary>
    public int ArenaBytes => plan.ArenaBytes;

    /// <summary>Runs a model all of whose inputs and outputs are float32.</summary>
    /// <param name="input">The elements of all inputs, one input behind the other.</param>
    /// <param name="output">Receives the elements of all outputs, likewise.</param>
    /// <exception cref="InvalidOperationException">An input or output is not float32.</exception>
    /// <exception cref="ArgumentException">A length does not match.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        if (notFloat is { } other)
            throw new InvalidOperationException($"'{other.Name}' is {other.Type}, not Float32: run this model on bytes.");
        Run(MemoryMarshal.AsBytes(input), MemoryMarshal.AsBytes(output));
    }

    /// <summary>Runs a model on the bytes of its tensors, little-endian and of the tensors' own types.</summary>
    /// <param name="input">The bytes of all inputs, one input behind the other.</param>
    /// <param name="output">Receives the bytes of all outputs, likewise.</param>
    /// <exception cref="ArgumentException">A length does not match.</exception>
    public void Run(ReadOnlySpan<byte> input, Span<byte> output) => Run(input, output, observe: null);

    /// <summary>
    /// Runs a model and shows each tensor that the run fills: first the inputs, then the result of each operator, in the order of
    /// execution. Operators on constants alone were computed when the model was loaded and are not shown. Any number of threads may
    /// run so at once; each call to the observer comes from the thread of its run.
    /// </summary>
    /// <param name="input">The bytes of all inputs, one input behind the other.</param>
    /// <param name="output">Receives the bytes of all outputs, likewise.</param>
    /// <param name="observe">Is called with each tensor; null runs without.</param>
    /// <exception cref="ArgumentException">A length does not match.</exception>
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

        void Show(Value value) => observe(new ObservedTensor(value, state.Read<byte>(value)));
    }

    private static void RequireLength(int bytes, IReadOnlyList<TensorDescriptor> tensors, string parameter)
    {
        var needed = 0L;
        foreach (var tensor in tensors) needed += tensor.ByteSize;
        if (bytes != needed) throw new ArgumentException($"The model needs {needed} bytes, not {bytes}.", parameter);
    }
}
