using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Tests.Bits;

// Prints the kernels of this process, then one line per result: its name and the SHA-256 of its bytes.
// Arguments: the folder with the models, and "reference" for the scalar kernels.
var options = new InterpreterOptions { UseReferenceKernels = args is [_, "reference"] };
Console.WriteLine(BitsOfRuns.Kernels(options.UseReferenceKernels));
foreach (var line in BitsOfRuns.Lines(args[0], options)) Console.WriteLine(line);
