// Flowers is generated from the FlowerModel item in the project file. The trained model is embedded in this program.
using var flowers = Flowers.Load();
Console.WriteLine($"Classes: {string.Join(", ", flowers.Labels)}");

// Paths of images on the command line, or the images in the folder "unseen".
var images = args.Length > 0 ? args : Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "unseen"));
foreach (var image in images)
{
    var answer = flowers.Classify(image);
    Console.WriteLine($"{Path.GetFileName(image)}: {(answer.IsKnown ? answer.Label : "none of the classes")} ({answer.Score:P0})");
}
