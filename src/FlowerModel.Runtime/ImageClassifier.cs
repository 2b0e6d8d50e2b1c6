using System.Buffers;
using System.Reflection;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime;

/// <summary>
/// Classifies images with a .tflite model. Labels and normalization come from the file's TFLite Metadata, images are decoded
/// and resized as in training, and everything runs in managed code.
/// </summary>
/// <remarks>
/// All members may be called from any number of threads at once: the model is shared, and each call takes its working memory from
/// a pool, which holds as many arenas as there were calls at one time. Load a model once and keep it.
/// </remarks>
public sealed class ImageClassifier : IDisposable
{
    private readonly ClassifierModel model;
    private volatile bool disposed;

    private ImageClassifier(ClassifierModel model) => this.model = model;

    /// <summary>Names of the classes, in the order of the model's outputs; "0", "1", ... where the file has none.</summary>
    public IReadOnlyList<string> Labels => this.model.Labels;

    /// <summary>Width that images are resized to, in pixels.</summary>
    public int ImageWidth => this.model.Preprocessor.Width;

    /// <summary>Height that images are resized to, in pixels.</summary>
    public int ImageHeight => this.model.Preprocessor.Height;

    /// <summary>The model's name in its metadata; null where there is none.</summary>
    public string? Name => this.model.Name;

    /// <summary>The model's version in its metadata; null where there is none.</summary>
    public string? Version => this.model.Version;

    /// <summary>Loads a model from memory, which must not change afterwards.</summary>
    /// <param name="tflite">The whole .tflite file with the labels behind it.</param>
    /// <param name="options">How to compute; null for the defaults.</param>
    /// <exception cref="TfliteFormatException">The bytes are no sound .tflite model.</exception>
    /// <exception cref="UnsupportedModelException">The model is no image classifier, or has an unsupported operator.</exception>
    public static ImageClassifier Load(ReadOnlyMemory<byte> tflite, InterpreterOptions? options = null) =>
        new(ClassifierModel.Load(tflite, options));

    /// <summary>Loads a model from a stream, read from where it stands to its end and left open.</summary>
    /// <inheritdoc cref="Load(ReadOnlyMemory{byte}, InterpreterOptions?)"/>
    public static ImageClassifier Load(Stream tflite, InterpreterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tflite);
        using var copy = new MemoryStream();
        tflite.CopyTo(copy);
        return Load(copy.ToArray(), options);
    }

    /// <summary>Loads a model file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <inheritdoc cref="Load(ReadOnlyMemory{byte}, InterpreterOptions?)"/>
    public static ImageClassifier Load(string path, InterpreterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model '{path}'.", path);
        return Load(File.ReadAllBytes(path), options);
    }

    /// <summary>Loads a model that is embedded in an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="logicalName">The resource's logical name.</param>
    /// <param name="options">How to compute; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">The assembly has no resource of that name.</exception>
    /// <inheritdoc cref="Load(ReadOnlyMemory{byte}, InterpreterOptions?)"/>
    public static ImageClassifier LoadResource(Assembly assembly, string logicalName, InterpreterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(logicalName);
        using var resource = assembly.GetManifestResourceStream(logicalName) ?? throw new FileNotFoundException(
            $"Assembly {assembly.GetName().Name} has no embedded resource '{logicalName}'.", logicalName);
        return Load(resource, options);
    }

    /// <summary>Classifies an image file: JPEG, PNG, BMP or GIF.</summary>
    /// <exception cref="FileNotFoundException">There is no such file; the message and the exception name it.</exception>
    /// <exception cref="ImageFormatException">The file is no whole image of a known format; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(string path)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Classify(RgbImage.Load(path));
    }

    /// <summary>Classifies an encoded image, read from where the stream stands to its end. The stream is left open.</summary>
    /// <exception cref="ImageFormatException">The content is no whole image of a known format.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(Stream image)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Classify(RgbImage.Load(image));
    }

    /// <summary>Classifies a decoded image.</summary>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Classify(image.Pixels, image.Width, image.Height);
    }

    /// <summary>Classifies pixels.</summary>
    /// <param name="rgb">R, G, B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match the sides, or a side is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(ReadOnlySpan<byte> rgb, int width, int height)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        RgbImage.CheckSize(width, height, rgb.Length);
        var prepared = ArrayPool<float>.Shared.Rent(this.model.Preprocessor.Length);
        try
        {
            return new Classification(this.model.Labels, this.model.Score(rgb, width, height, prepared.AsSpan(0, this.model.Preprocessor.Length)));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(prepared);
        }
    }

    /// <summary>Ends the classifier's use; calls that are running finish, later ones throw.</summary>
    public void Dispose() => disposed = true;
}
