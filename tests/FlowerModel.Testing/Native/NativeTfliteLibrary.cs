using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlowerModel.Testing.Native;

/// <summary>
/// The C API of TensorFlow Lite as declared in its header <c>tensorflow/lite/c/c_api.h</c>. <see cref="Oracle"/> installs the library.
/// </summary>
internal static unsafe partial class NativeTfliteLibrary
{
    private const string Name = "tensorflowlite_c";

    static NativeTfliteLibrary() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) =>
        name == Name ? NativeLibrary.Load(Oracle.NativeLibraryPath) : 0);

    /// <summary>Parameters of a tensor that is quantized as a whole. A scale of 0 means that it is not quantized.</summary>
    internal readonly record struct QuantizationParams(float Scale, int ZeroPoint);

    /// <summary>
    /// The first fields of the options of the XNNPACK delegate. The fields after them in the struct of the library may be zero. 64 bytes exceed the
    /// size of the struct in all versions.
    /// </summary>
    [InlineArray(16)]
    internal struct XnnpackOptions
    {
        private int first;

        /// <summary>Creates options with a number of threads and flags 1 and 2, which include signed and unsigned 8-bit operators.</summary>
        internal static XnnpackOptions For(int threads)
        {
            var options = default(XnnpackOptions);
            options[0] = threads;
            options[1] = 1 | 2;
            return options;
        }
    }

    [LibraryImport(Name, EntryPoint = "TfLiteVersion")]
    internal static partial byte* Version();

    [LibraryImport(Name, EntryPoint = "TfLiteModelCreate")]
    internal static partial nint ModelCreate(void* data, nuint size);

    [LibraryImport(Name, EntryPoint = "TfLiteModelDelete")]
    internal static partial void ModelDelete(nint model);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterOptionsCreate")]
    internal static partial nint OptionsCreate();

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterOptionsDelete")]
    internal static partial void OptionsDelete(nint options);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterOptionsSetNumThreads")]
    internal static partial void OptionsSetThreads(nint options, int threads);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterOptionsAddDelegate")]
    internal static partial void OptionsAddDelegate(nint options, nint added);

    [LibraryImport(Name, EntryPoint = "TfLiteXNNPackDelegateCreate")]
    internal static partial nint XnnpackCreate(in XnnpackOptions options);

    [LibraryImport(Name, EntryPoint = "TfLiteXNNPackDelegateDelete")]
    internal static partial void XnnpackDelete(nint xnnpack);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterCreate")]
    internal static partial nint InterpreterCreate(nint model, nint options);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterDelete")]
    internal static partial void InterpreterDelete(nint interpreter);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterAllocateTensors")]
    internal static partial int AllocateTensors(nint interpreter);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterInvoke")]
    internal static partial int Invoke(nint interpreter);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterGetInputTensorCount")]
    internal static partial int InputCount(nint interpreter);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterGetOutputTensorCount")]
    internal static partial int OutputCount(nint interpreter);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterGetInputTensor")]
    internal static partial nint InputTensor(nint interpreter, int index);

    [LibraryImport(Name, EntryPoint = "TfLiteInterpreterGetOutputTensor")]
    internal static partial nint OutputTensor(nint interpreter, int index);

    [LibraryImport(Name, EntryPoint = "TfLiteTensorName")]
    internal static partial byte* TensorName(nint tensor);

    [LibraryImport(Name, EntryPoint = "TfLiteTensorType")]
    internal static partial int TensorType(nint tensor);

    [LibraryImport(Name, EntryPoint = "TfLiteTypeGetName")]
    internal static partial byte* TypeName(int type);

    [LibraryImport(Name, EntryPoint = "TfLiteTensorNumDims")]
    internal static partial int TensorRank(nint tensor);

    [LibraryImport(Name, EntryPoint = "TfLiteTensorDim")]
    internal static partial int TensorDimension(nint tensor, int dimension);

    [LibraryImport(Name, EntryPoint = "TfLiteTensorByteSize")]
    internal static partial nuint TensorByteSize(nint tensor);

    [LibraryImport(Name, EntryPoint = "TfLiteTensorQuantizationParams")]
    internal static partial QuantizationParams TensorQuantization(nint tensor);

    [LibraryImport(Name, EntryPoint = "TfLiteTensorCopyFromBuffer")]
    internal static partial int CopyFromBuffer(nint tensor, void* data, nuint size);

    [LibraryImport(Name, EntryPoint = "TfLiteTensorCopyToBuffer")]
    internal static partial int CopyToBuffer(nint tensor, void* data, nuint size);

    /// <summary>Converts a string that the library owns.</summary>
    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
