using System.Buffers;
using System.Reflection;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime;

/// <summary>
/// Classifies images with a .tflite model, entirely in managed code. Labels and normalization come from the file's TFLite Metadata.
/// A file without a normalization can state it by the range of a quantized input; otherwise <see cref="ImageClassifierOptions"/> must state it.
/// Images are decoded and resized exactly as in training.
/// </summary>
/// <remarks>
/// All members are thread-safe: concurrent calls share the model, and each call takes its working memory from a pool, which grows to
/// the largest number of concurrent calls so far. Load a model once and reuse it.
/// </remarks>
public sealed class ImageClassifier : IDisposable
{
    private readonly ClassifierModel model;
    private volatile bool disposed;

    private ImageClassifier(ClassifierModel model) => this.model = model;

    /// <summary>The names of the classes, in the order of the model's output; "0", "1", ... if the file contains no labels.</summary>
    public IReadOnlyList<string> Labels => this.model.Labels;

    /// <summary>The width that images are resized to, in pixels.</summary>
    public int ImageWidth => this.model.Preprocessor.Width;

    /// <summary>The height that images are resized to, in pixels.</summary>
    public int ImageHeight => this.model.Preprocessor.Height;

    /// <summary>The model's name from its metadata, or null if it has none.</summary>
    public string? Name => this.model.Name;

    /// <summary>The model's version from its metadata, or null if it has none.</summary>
    public string? Version => this.model.Version;

    /// <summary>
    /// The score below which <see cref="Classification.IsKnown"/> is false, found on validation images when the model was trained; null if the model has
    /// none.
    /// </summary>
    public float? UnknownThreshold => this.model.UnknownThreshold;

    /// <summary>Loads a model from memory. The memory stays in use and must not be changed afterwards.</summary>
    /// <param name="tflite">The complete .tflite file, including the appended zip with the labels.</param>
    /// <param name="options">
    /// Options of the interpreter, or <see cref="ImageClassifierOptions"/> with the normalization of images for a model that does not state it; null for
    /// the defaults.
    /// </param>
    /// <exception cref="TfliteFormatException">The content is not a valid .tflite model.</exception>
    /// <exception cref="UnsupportedModelException">
    /// The model is not an image classifier, it uses an unsupported operator, or neither the model nor the options state how images are normalized.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The options contain a mean without a standard deviation or the reverse, a number that is not finite, or a standard deviation that is not
    /// positive.
    /// </exception>
    public static ImageClassifier Load(ReadOnlyMemory<byte> tflite, InterpreterOptions? options = null) =>
        new(ClassifierModel.Load(tflite, options));

    /// <summary>Loads a model from a stream, from its current position to its end. The stream is left open.</summary>
    /// <inheritdoc cref="Load(ReadOnlyMemory{byte}, InterpreterOptions?)"/>
    public static ImageClassifier Load(Stream tflite, InterpreterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tflite);
        using var copy = new MemoryStream();
        tflite.CopyTo(copy);
        return Load(copy.ToArray(), options);
    }

    /// <summary>Loads a model file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <inheritdoc cref="Load(ReadOnlyMemory{byte}, InterpreterOptions?)"/>
    public static ImageClassifier Load(string path, InterpreterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"The model file '{path}' does not exist.", path);
        return Load(File.ReadAllBytes(path), options);
    }

    /// <summary>Loads a model that is embedded in an assembly.</summary>
    /// <param name="assembly">The assembly that contains the resource.</param>
    /// <param name="logicalName">The logical name of the resource.</param>
    /// <param name="options">
    /// Options of the interpreter, or <see cref="ImageClassifierOptions"/> with the normalization of images for a model that does not state it; null for
    /// the defaults.
    /// </param>
    /// <exception cref="FileNotFoundException">The assembly has no resource with this name.</exception>
    /// <inheritdoc cref="Load(ReadOnlyMemory{byte}, InterpreterOptions?)"/>
    public static ImageClassifier LoadResource(Assembly assembly, string logicalName, InterpreterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(logicalName);
        using var resource = assembly.GetManifestResourceStream(logicalName) ?? throw new FileNotFoundException(
            $"Assembly {assembly.GetName().Name} has no embedded resource '{logicalName}'.", logicalName);
        return Load(resource, options);
    }

    /// <summary>Classifies a JPEG, PNG, BMP or GIF file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist; the message and the exception's FileName name it.</exception>
    /// <exception cref="ImageFormatException">The file is not a complete image in a supported format; the message names the file.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(string path)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        using var decoded = ImageLoader.Load(path, isPooled: true);
        return Classify(decoded.Pixels, decoded.Width, decoded.Height);
    }

    /// <summary>Classifies an encoded image from a stream, read from its current position to its end. The stream is left open.</summary>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(Stream image)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        using var decoded = ImageLoader.Load(image, isPooled: true);
        return Classify(decoded.Pixels, decoded.Width, decoded.Height);
    }

    /// <summary>Classifies a decoded image.</summary>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Classify(image.Pixels, image.Width, image.Height);
    }

    /// <summary>Classifies an image given as RGB pixels.</summary>
    /// <param name="rgb">R, G and B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match width and height, or one of these is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(ReadOnlySpan<byte> rgb, int width, int height)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        RgbImage.CheckSize(width, height, rgb.Length);
        var prepared = ArrayPool<float>.Shared.Rent(this.model.Preprocessor.Length);
        try
        {
            return new Classification(
                this.model.Labels, this.model.Score(rgb, width, height, prepared.AsSpan(0, this.model.Preprocessor.Length)), this.model.UnknownThreshold);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(prepared);
        }
    }

    /// <summary>Disposes the classifier. Calls already in progress complete; later calls throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => disposed = true;
}
