using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FlowerModel.BitsProbe;
using FlowerModel.Trainer.Training;

// Prints the machine, then one line per result: its name and the SHA-256 of its bytes. The argument is a JPEG that joins the drawn images.
var folder = Directory.CreateTempSubdirectory("flowermodel-bits-").FullName;
try
{
    Console.WriteLine(TinyTraining.Machine());
    using var training = new TinyTraining(folder, args[0]);
    Print("activations", Hash(training.Activations()));
    var head = training.Head();
    Print("head", HashOf(head));
    var tuned = training.FineTuned(head.Weights);
    Print("fine-tuned", HashOf(tuned));
    Print("from scratch", HashOf(training.FromScratch()));
    var model = TinyTraining.Convert(tuned.Weights);
    Print("model.tflite", Hash(model));
    Print("answers", Hash(MemoryMarshal.AsBytes(training.Answers(model).AsSpan()).ToArray()));
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static void Print(string name, string sha256) => Console.WriteLine($"{name}: {sha256}");

static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

// The history is part of the hash, because the weights may be those of an early epoch.
static string HashOf(TrainingResult result)
{
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach (var epoch in result.History.Epochs)
    {
        foreach (var figure in (double[])[epoch.Loss ?? 0, epoch.Accuracy ?? 0, epoch.ValidationLoss, epoch.ValidationAccuracy])
            hash.AppendData(BitConverter.GetBytes(figure));
    }

    foreach (var layer in result.Weights.Layers)
    {
        foreach (var tensor in layer.Tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{layer.Name}/{tensor.Name}"));
            hash.AppendData(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }
    }

    return Convert.ToHexStringLower(hash.GetHashAndReset());
}
