using FlowerApp;

// Flowers is generated from the FlowerModel item in FlowerApp.csproj; the trained model is embedded in this program.
using var flowers = Flowers.Load();
Console.WriteLine($"Flowers {Flowers.ModelVersion}: {string.Join(", ", flowers.Labels)}");

foreach (var picture in args.Length > 0 ? args : UnseenPictures.All())
{
    var answer = flowers.Classify(picture);
    Console.WriteLine($"{UnseenPictures.Describe(picture)}: {answer.Label} {answer.Score:P1}");
    foreach (var candidate in answer.Top(3)) Console.WriteLine($"    {candidate.Label,-12} {candidate.Score:P1}");
}
