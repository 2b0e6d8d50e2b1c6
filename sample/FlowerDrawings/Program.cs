using System.CommandLine;
using FlowerDrawings;

var output = new Option<string>("--output") { Description = "The output folder, which gets one sub-folder per class.", Required = true };
var count = new Option<int>("--count") { Description = "The number of images per class.", DefaultValueFactory = _ => 110 };
var seed = new Option<int>("--seed") { Description = "The seed. The same seed always draws the same images.", DefaultValueFactory = _ => 1 };
var size = new Option<int>("--size") { Description = "The width and height of an image in pixels.", DefaultValueFactory = _ => 160 };
count.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 1 or > 999) result.AddError("--count must be between 1 and 999"); });
size.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 32 or > 1024) result.AddError("--size must be between 32 and 1024"); });

var command = new RootCommand("Draws flowers of five classes from a seed: the data set of sample/FlowerApp.") { output, count, seed, size };
command.SetAction(parsed =>
{
    var set = new DrawingSet(parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(size));
    var bytes = set.Write(parsed.GetValue(output)!);
    Console.WriteLine($"{5 * set.Count} images, {bytes / 1024} KB");
});
return command.Parse(args).Invoke();
