using FlowerModel.Fuzzing;
using FlowerModel.Testing;

namespace FlowerModel.Tflite.Tests;

/// <summary>
/// A short run of the fuzzer, and the inputs that it found in the past. The long run is described in docs/fuzzing.md.
/// </summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Findings =>
        [.. Directory.EnumerateFiles(FindingsFolder, "*.tflite").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static string FindingsFolder => Path.Combine(ReferenceData.RepositoryRoot, "tests", "FlowerModel.Tflite.Tests", "Findings");

    [Fact]
    public void Damaged_files_cause_documented_exceptions_in_little_time_and_memory()
    {
        var result = Campaign.Run(new Mutator(SmallClassifiers.All, seed: 20), Contract.Check, start: 0, count: 4000, threads: 2);

        Assert.Empty(result.Findings.Select(finding => $"{finding.Index} from {finding.Seed}: {finding.Error}"));
        Assert.All(result.Inputs.Where(depth => depth.Key != Depth.Planned), depth => Assert.True(depth.Value > 100, $"{depth}"));
    }

    [Fact]
    public void The_seeds_run()
    {
        foreach (var seed in SmallClassifiers.All) Assert.Equal(Depth.Run, Contract.Check(seed.Bytes));
    }

    [Theory, MemberData(nameof(Findings))]
    public void Past_findings_meet_the_contract(string file)
    {
        Contract.Check(File.ReadAllBytes(Path.Combine(FindingsFolder, file)));
    }

    [Fact]
    public void An_input_is_reproducible_from_its_number()
    {
        var mutator = new Mutator(SmallClassifiers.All, seed: 3);
        var other = new Mutator(SmallClassifiers.All, seed: 3);

        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(mutator.Make(1000 + i).Bytes, other.Make(1000 + i).Bytes));
        Assert.NotEqual(mutator.Make(1).Bytes, mutator.Make(2).Bytes);
    }

    [Fact]
    public void Thousands_of_simultaneous_values_are_planned_in_little_time_and_memory()
    {
        const int count = 10_000;
        var file = ModelWriter.Write(new Model
        {
            Subgraphs =
            [
                new Subgraph
                {
                    Tensors =
                    [
                        .. Enumerable.Range(0, count + 1).Select(_ => new Tensor { Name = "t", Shape = [1], Type = TensorType.Float32 }),
                    ],
                    Inputs = [0],
                    Outputs = [.. Enumerable.Range(1, count)],
                    Operators =
                    [
                        .. Enumerable.Range(0, count).Select(i => new Operator
                        {
                            Code = BuiltinOperator.Relu,
                            Inputs = [i],
                            Outputs = [i + 1],
                        }),
                    ],
                },
            ],
        });

        Assert.Equal(Depth.Planned, Contract.Check(file));
    }

    [Fact]
    public void Every_prefix_of_a_small_file_is_rejected_or_read_completely()
    {
        var file = SmallClassifiers.All[0].Bytes;
        for (var length = 0; length < file.Length; length++) Contract.Check(file[..length]);
    }

    [Fact]
    public void Findings_with_the_same_cause_are_reduced_to_the_smallest()
    {
        var mutator = new Mutator(SmallClassifiers.All, seed: 1);

        var result = Campaign.Run(mutator, Check, start: 10, count: 40, threads: 2);

        var files = Enumerable.Range(10, 40).Select(index => mutator.Make(index).Bytes).ToList();
        Assert.Equal(["even", "odd"], result.Findings.Select(finding => finding.Error.Cause));
        Assert.Equal(files.Where(IsEven).Min(file => file.Length), result.Findings[0].File.Length);
        Assert.Equal(files.Where(file => !IsEven(file)).Min(file => file.Length), result.Findings[1].File.Length);

        static Depth Check(byte[] file) => throw new ContractException(IsEven(file) ? "even" : "odd");
        static bool IsEven(byte[] file) => file.Sum(value => value) % 2 == 0;
    }

    [Fact]
    public void A_limit_that_is_exceeded_only_once_is_not_a_finding()
    {
        var calls = 0;

        var result = Campaign.Run(new Mutator(SmallClassifiers.All, seed: 1), Check, start: 0, count: 1, threads: 1);

        Assert.Empty(result.Findings);
        Assert.Equal(1, result.Inputs[Depth.Run]);

        Depth Check(byte[] file) => calls++ > 0 ? Depth.Run : throw new ContractException("read: time");
    }
}
