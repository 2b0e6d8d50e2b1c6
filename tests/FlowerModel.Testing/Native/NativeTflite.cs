using System.Runtime.InteropServices;
using Library = FlowerModel.Testing.Native.NativeTfliteLibrary;

namespace FlowerModel.Testing.Native;

/// <summary>
/// A model in the TensorFlow Lite C library, called in this process. One interpreter runs any number of inputs, so hundreds of images need no
/// process each. Not thread-safe. The library writes its messages about a model to standard error.
/// </summary>
public sealed unsafe class NativeTflite : IDisposable
{
    private readonly void* file;
    private readonly nint model;
    private readonly nint xnnpack;
    private readonly nint interpreter;

    /// <summary>Loads a model. If the library is not available, the running test is skipped (or fails in continuous integration).</summary>
    /// <param name="model">The .tflite file. It is copied.</param>
    /// <param name="xnnpack">True to let XNNPACK run the operators that it supports; false to run everything with TensorFlow Lite's own kernels.</param>
    /// <param name="threads">Maximum number of threads per run.</param>
    /// <exception cref="InvalidOperationException">The library rejects the model.</exception>
    public NativeTflite(ReadOnlySpan<byte> model, bool xnnpack = false, int threads = 1)
    {
        _ = Oracle.NativeLibraryPath; // skips the test here rather than inside the loader

        // The library reads the file in place, so it must not move, and constants need the alignment that they have in the file.
        file = NativeMemory.AlignedAlloc((nuint)model.Length, 64);
        model.CopyTo(new Span<byte>(file, model.Length));
        try
        {
            this.model = Handle(Library.ModelCreate(file, (nuint)model.Length), "TfLiteModelCreate");
            var options = Library.OptionsCreate();
            try
            {
                Library.OptionsSetThreads(options, threads);
                if (xnnpack)
                {
                    this.xnnpack = Handle(Library.XnnpackCreate(Library.XnnpackOptions.For(threads)), "TfLiteXNNPackDelegateCreate");
                    Library.OptionsAddDelegate(options, this.xnnpack);
                }

                this.interpreter = Handle(Library.InterpreterCreate(this.model, options), "TfLiteInterpreterCreate");
            }
            finally
            {
                Library.OptionsDelete(options);
            }

            Check(Library.AllocateTensors(this.interpreter), "TfLiteInterpreterAllocateTensors");
            Inputs = [.. Enumerable.Range(0, Library.InputCount(this.interpreter)).Select(i => Describe(Library.InputTensor(this.interpreter, i)))];
            Outputs = [.. Enumerable.Range(0, Library.OutputCount(this.interpreter)).Select(i => Describe(Library.OutputTensor(this.interpreter, i)))];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Version of the library, for example <c>2.9.0</c>.</summary>
    public static string Version
    {
        get
        {
            _ = Oracle.NativeLibraryPath;
            return Library.Text(Library.Version());
        }
    }

    /// <summary>The model's inputs, in order.</summary>
    public IReadOnlyList<NativeTensor> Inputs { get; }

    /// <summary>The model's outputs, in order.</summary>
    public IReadOnlyList<NativeTensor> Outputs { get; }

    /// <summary>Runs a model once.</summary>
    /// <param name="model">The .tflite file.</param>
    /// <param name="input">As for <see cref="Run(ReadOnlySpan{byte})"/>.</param>
    /// <param name="xnnpack">Whether XNNPACK runs the operators that it supports.</param>
    public static byte[] Run(ReadOnlySpan<byte> model, ReadOnlySpan<byte> input, bool xnnpack = false)
    {
        using var interpreter = new NativeTflite(model, xnnpack);
        return interpreter.Run(input);
    }

    /// <summary>Runs the model.</summary>
    /// <param name="input">The bytes of all input tensors, one after another, little-endian.</param>
    /// <returns>The bytes of all output tensors, one after another, little-endian.</returns>
    /// <exception cref="ArgumentException">The inputs do not have the expected size.</exception>
    /// <exception cref="InvalidOperationException">The library failed.</exception>
    public byte[] Run(ReadOnlySpan<byte> input)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (input.Length != Inputs.Sum(tensor => tensor.Bytes)) throw new ArgumentException($"{input.Length} bytes of input", nameof(input));
        for (var i = 0; i < Inputs.Count; i++)
        {
            fixed (byte* data = input)
            {
                var tensor = Library.InputTensor(this.interpreter, i);
                Check(Library.CopyFromBuffer(tensor, data, (nuint)Inputs[i].Bytes), "TfLiteTensorCopyFromBuffer");
            }

            input = input[Inputs[i].Bytes..];
        }

        Check(Library.Invoke(this.interpreter), "TfLiteInterpreterInvoke");
        var output = new byte[Outputs.Sum(tensor => tensor.Bytes)];
        var rest = output.AsSpan();
        for (var i = 0; i < Outputs.Count; i++)
        {
            fixed (byte* data = rest)
            {
                var tensor = Library.OutputTensor(this.interpreter, i);
                Check(Library.CopyToBuffer(tensor, data, (nuint)Outputs[i].Bytes), "TfLiteTensorCopyToBuffer");
            }

            rest = rest[Outputs[i].Bytes..];
        }

        return output;
    }

    /// <summary>Runs a model whose inputs and outputs are all float32.</summary>
    public float[] Run(ReadOnlySpan<float> input) => MemoryMarshal.Cast<byte, float>(Run(MemoryMarshal.AsBytes(input))).ToArray();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsDisposed) return;
        IsDisposed = true;
        if (this.interpreter != 0) Library.InterpreterDelete(this.interpreter);
        if (this.xnnpack != 0) Library.XnnpackDelete(this.xnnpack);
        if (this.model != 0) Library.ModelDelete(this.model);
        NativeMemory.AlignedFree(file);
    }

    private bool IsDisposed { get; set; }

    private static NativeTensor Describe(nint tensor)
    {
        var quantization = Library.TensorQuantization(tensor);
        return new NativeTensor(
            Library.Text(Library.TensorName(tensor)),
            Library.Text(Library.TypeName(Library.TensorType(tensor))),
            [.. Enumerable.Range(0, Library.TensorRank(tensor)).Select(dimension => Library.TensorDimension(tensor, dimension))],
            checked((int)Library.TensorByteSize(tensor)),
            quantization.Scale,
            quantization.ZeroPoint);
    }

    private static nint Handle(nint handle, string function) =>
        handle != 0 ? handle : throw new InvalidOperationException($"{function} refused the model; standard error says why");

    private static void Check(int status, string function)
    {
        if (status != 0) throw new InvalidOperationException($"{function} ended with status {status}; standard error says why");
    }
}
