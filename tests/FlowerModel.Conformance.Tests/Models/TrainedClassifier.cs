using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.TorchSharpPeer.Training;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using TorchSharp;

namespace FlowerModel.Conformance.Tests.Models;

/// <summary>A classifier of the flower photos: a real base and a head that was trained on some of the photos.</summary>
internal sealed class TrainedClassifier
{
    private readonly HeadOptions head;

    private TrainedClassifier(ConversionSource source, HeadOptions head)
    {
        (Source, this.head) = (source, head);
        Float32 = Float32Converter.Convert(source);
        File = TfliteFile.Write(Float32, source);
    }

    /// <summary>Weights, labels and image size.</summary>
    internal ConversionSource Source { get; }

    /// <summary>The converted model.</summary>
    internal Model Float32 { get; }

    /// <summary>The .tflite file of the model.</summary>
    internal byte[] File { get; }

    /// <summary>Trains a head for a base in <c>../shared/data/weights</c>. The engine must have been started.</summary>
    internal static TrainedClassifier Train(string baseFile, double alpha, HeadKind kind)
    {
        var weights = KerasWeightsFile.Read(ReferenceData.Weights(baseFile));
        var network = NetworkCatalog.Default.At(alpha, Photos.Size);
        var head = new HeadOptions { Kind = kind, Classes = Photos.Labels.Length };
        var extraction = new ExtractionOptions { BaseId = baseFile, Taps = [head.TapOf(network.Network)] };
        var (sources, samples) = Photos.Describe(Photos.Teaching);
        using var folder = new TemporaryFolder();
        var store = new FeatureStore(folder.FullName);
        new FeatureExtractor(store, network, extraction, () => weights).Ensure(sources);
        var features = new FeatureSet(store, network, extraction, head.TapOf(network.Network), samples);
        var trained = HeadTrainer.Train(features, features, head, new TrainingOptions { Epochs = 8, BatchSize = 20, Seed = 1 });
        var source = new ConversionSource
        {
            Name = "Flowers",
            Version = "1.0.0",
            Base = network,
            Weights = weights.Append(trained.Weights),
            Labels = Photos.Labels,
        };
        return new TrainedClassifier(source, head);
    }

    /// <summary>Returns the probabilities that libtorch computes for prepared photos.</summary>
    internal float[][] Probabilities(float[][] photos)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = TorchNetwork.Load(Source.Base, Source.Weights);
        using var classifier = TorchHead.Load(head, Source.Base.Output.Channels, Source.Weights);
        network.eval();
        classifier.eval();
        return Array.ConvertAll(photos, photo =>
        {
            using var photoScope = torch.NewDisposeScope();
            var input = torch.tensor(photo, [1, Photos.Size, Photos.Size, 3]).permute(0, 3, 1, 2);
            return torch.nn.functional.softmax(classifier.forward(network.forward(input)), dim: 1).data<float>().ToArray();
        });
    }
}
