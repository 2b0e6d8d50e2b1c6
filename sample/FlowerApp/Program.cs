using FlowerApp;

// Flowers is generated from the FlowerModel item in FlowerApp.csproj; the trained model is embedded in this program.
using var flowers = Flowers.Load();
Console.WriteLine($"Flowers {Flowers.ModelVersion}: {string.Join(", ", flowers.Labels)}");

foreach (var image in args.Length > 0 ? args : UnseenImages.All())
{
    var answer = flowers.Classify(image);
    Console.WriteLine($"{UnseenImages.Describe(image)}: {answer.Label} {answer.Score:P1}");
    foreach (var candidate in answer.Top(3)) Console.WriteLine($"    {candidate.Label,-12} {candidate.Score:P1}");
}
