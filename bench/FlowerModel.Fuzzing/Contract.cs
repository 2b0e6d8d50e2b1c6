using System.Diagnostics;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Fuzzing;

/// <summary>How far a file got.</summary>
public enum Depth
{
    /// <summary>Refused by <see cref="ModelReader"/>.</summary>
    Refused,

    /// <summary>Read, and refused by <see cref="Interpreter"/>.</summary>
    Read,

    /// <summary>Planned.</summary>
    Planned,

    /// <summary>Run.</summary>
    Run,
}

/// <summary>What reading a file owes its caller: documented exceptions, an end in time, memory in proportion.</summary>
public static class Contract
{
    /// <summary>The model object takes at most this many times the file ...</summary>
    public const int ReadFactor = 16;

    /// <summary>... and this many bytes.</summary>
    public const int ReadFloor = 256 << 10;

    /// <summary>Metadata and labels likewise: a label of one letter takes forty bytes.</summary>
    public const int MetadataFactor = 64;

    /// <summary>And this many bytes.</summary>
    public const int MetadataFloor = 4 << 20;

    /// <summary>A planned model likewise: kernels are widened and packed.</summary>
    public const int PlanFactor = 64;

    /// <summary>And this many bytes.</summary>
    public const int PlanFloor = 4 << 20;

    /// <summary>A run is tried where its values take no more than this.</summary>
    private const int RunnableBytes = 128 << 10;

    /// <summary>Of one step, on an idle machine a hundred times what it takes.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    /// <summary>Reads, plans, runs and writes a file back as far as it goes.</summary>
    /// <exception cref="ContractException">A promise was broken.</exception>
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

    /// <summary>What was read can be written, but for parts that are not understood, and reads again.</summary>
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
            throw new ContractException("write: the written file is refused", error);
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

    /// <summary>The innermost method of ours, by which findings of one cause are told from others.</summary>
    private static string FrameOf(Exception error) =>
        new StackTrace(error).GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.Namespace?.StartsWith("FlowerModel", StringComparison.Ordinal) == true)
            is { } own ? $"in {own.DeclaringType!.Name}.{own.Name}" : "";
}
