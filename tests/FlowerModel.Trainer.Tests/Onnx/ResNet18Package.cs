using System.Reflection;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Trainer.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FlowerModel.Trainer.Tests.Onnx;

/// <summary>The package with the weights of ResNet18, which the project's restore has downloaded.</summary>
internal static class ResNet18Package
{
    /// <summary>The network at its only size.</summary>
    public static SizedNetwork Network { get; } = NetworkCatalog.Find("ResNet18")!.At(1, 224);

    /// <summary>The package.</summary>
    public static WeightsPackage Package { get; } = Network.Network.OfficialWeights!.Package!;

    /// <summary>Full path of the network's file.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        typeof(ResNet18Package).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "PackagesFolder").Value!,
        Package.Id.ToLowerInvariant(), Package.Version, Package.NetworkPath);

    /// <summary>The weights as the trainer reads them.</summary>
    public static KerasWeights Weights => field ??= OnnxWeights.Read(Path, Network, Package);

    /// <summary>Returns ONNX Runtime's features of images, both graphs one after the other.</summary>
    /// <param name="images">[224, 224, 3], red, green and blue from 0 to 255.</param>
    public static float[][] FeaturesOfOnnxRuntime(IEnumerable<float[]> images)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        using var preparation = new InferenceSession(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, Package.PreparationPath)));
        using var network = new InferenceSession(Path);
        return [.. images.Select(image => Run(network, Run(preparation, Planes(image))))];
    }

    private static float[] Run(InferenceSession session, float[] planes)
    {
        var input = new DenseTensor<float>(planes, [1, 3, 224, 224]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames.Single(), input)]);
        return results.Single().AsEnumerable<float>().ToArray();
    }

    private static float[] Planes(float[] image)
    {
        var planes = new float[image.Length];
        for (var i = 0; i < image.Length; i++) planes[((i % 3) * 224 * 224) + (i / 3)] = image[i];
        return planes;
    }
}
