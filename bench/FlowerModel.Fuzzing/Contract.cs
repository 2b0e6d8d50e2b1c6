using System.Diagnostics;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Fuzzing;

/// <summary>How far a file was processed.</summary>
public enum Depth
{
    /// <summary>Rejected by <see cref="ModelReader"/>.</summary>
    Refused,

    /// <summary>Read, but rejected by <see cref="Interpreter"/>.</summary>
    Read,

    /// <summary>Planned.</summary>
    Planned,

    /// <summary>Run.</summary>
    Run,
}

/// <summary>What reading a file guarantees: only documented exceptions, bounded time, and memory proportional to the file size.</summary>
public static class Contract
{
    /// <summary>The model object takes at most this multiple of the file size ...</summary>
    public const int ReadFactor = 16;

    /// <summary>... plus this many bytes.</summary>
    public const int ReadFloor = 256 << 10;

    /// <summary>The same for metadata and labels: a one-letter label takes forty bytes.</summary>
    public const int MetadataFactor = 64;

    /// <summary>Plus this many bytes.</summary>
    public const int MetadataFloor = 4 << 20;

    /// <summary>The same for a planned model: kernels are widened and packed.</summary>
    public const int PlanFactor = 64;

    /// <summary>Plus this many bytes.</summary>
    public const int PlanFloor = 4 << 20;

    /// <summary>A model is run only if its values take at most this many bytes.</summary>
    private const int RunnableBytes = 128 << 10;

    /// <summary>Time limit of one step: a hundred times what it takes on an idle machine.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    /// <summary>Reads, plans, runs and writes back a file, as far as possible.</summary>
    /// <exception cref="ContractException">The contract was violated.</exception>
    public static Depth Check(byte[] file)
    {
        var model = Step("read", ReadFactor * (long)file.Length + ReadFloor, () => ModelReader.Read(file));
        if (model is null) return Depth.Refused;
        Step("metadata", MetadataFactor * (long)file.Length + MetadataFloor, () => MetadataReader.Read(model, file));
        Step("write", long.MaxValue, () => WriteBack(model));
        var interpreter = Step("plan", PlanFactor * (long)file.Length + PlanFloor, () => new Interpreter(model));
        if (interpreter is null) return Depth.Read;
        Step("classifier", long.MaxValue, () => ImageClassifier.Load(file));
        if (interpreter.ArenaBytes > RunnableBytes) return Depth.Planned;
        Step("run", long.MaxValue, () => Run(interpreter));
        return Depth.Run;
    }

    private static T? Step<T>(string name, long memory, Func<T> action)
        where T : class?
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        T? result = null;
        try
        {
            result = action();
        }
        catch (Exception error) when (error is TfliteFormatException or UnsupportedModelException && name != "run")
        {
            if (error.Message.Length == 0) throw new ContractException($"{name}: a message is missing", error);
        }
        catch (Exception error) when (error is not ContractException)
        {
            throw new ContractException($"{name}: {error.GetType().Name} {FrameOf(error)}", error);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > memory) throw new ContractException($"{name}: memory", detail: $"{allocated} bytes of at most {memory}");
        var time = Stopwatch.GetElapsedTime(start);
        if (time > TimeLimit) throw new ContractException($"{name}: time", detail: $"{time.TotalSeconds:F1} s");
        return result;
    }

    /// <summary>A model that was read can be written, except for unknown parts, and read again.</summary>
    private static byte[]? WriteBack(Model model)
    {
        byte[] again;
        try
        {
            again = ModelWriter.Write(model);
        }
        catch (NotSupportedException)
        {
            return null;
        }

        try
        {
            ModelReader.Read(again);
        }
        catch (TfliteFormatException error)
        {
            throw new ContractException("write: the written file is rejected", error);
        }

        return again;
    }

    private static byte[] Run(Interpreter interpreter)
    {
        var input = new byte[interpreter.Inputs.Sum(tensor => tensor.ByteSize)];
        var output = new byte[interpreter.Outputs.Sum(tensor => tensor.ByteSize)];
        new Random(input.Length).NextBytes(input);
        interpreter.Run(input, output);
        return output;
    }

    /// <summary>The innermost method of this code base, which distinguishes findings by cause.</summary>
    private static string FrameOf(Exception error) =>
        new StackTrace(error).GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.Namespace?.StartsWith("FlowerModel", StringComparison.Ordinal) == true)
            is { } own ? $"in {own.DeclaringType!.Name}.{own.Name}" : "";
}
