using System.CommandLine;
using FlowerDrawings;

var output = new Option<string>("--output") { Description = "Folder that gets one sub-folder a class.", Required = true };
var count = new Option<int>("--count") { Description = "Images a class.", DefaultValueFactory = _ => 110 };
var seed = new Option<int>("--seed") { Description = "Seed: the same seed draws the same images.", DefaultValueFactory = _ => 1 };
var size = new Option<int>("--size") { Description = "Side of an image in pixels.", DefaultValueFactory = _ => 160 };
count.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 1 or > 999) result.AddError("--count must be 1 to 999"); });
size.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 32 or > 1024) result.AddError("--size must be 32 to 1024"); });

var command = new RootCommand("Draws flowers of five classes, seeded: the data set of sample/FlowerApp.") { output, count, seed, size };
command.SetAction(parsed =>
{
    var set = new DrawingSet(parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(size));
    var bytes = set.Write(parsed.GetValue(output)!);
    Console.WriteLine($"{5 * set.Count} images, {bytes / 1024} KB");
});
return command.Parse(args).Invoke();
