if (args.Length == 0)
{
    Console.Error.WriteLine("Specify the path of at least one image of a flower.");
    return 1;
}

using var flowers = FlowerPhotos.Flowers.Load();
foreach (var image in args)
{
    var answer = flowers.Classify(image);
    Console.WriteLine($"{image}: {answer.Label} {answer.Score:P1}");
    foreach (var candidate in answer.Top(3)) Console.WriteLine($"    {candidate.Label,-12} {candidate.Score:P1}");
}

return 0;
