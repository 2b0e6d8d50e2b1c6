using System.CommandLine;
using FlowerModel.ApiLoad;
using FlowerModel.Testing;

var program = new Option<string>("--program") { Required = true, Description = "Path of FlowerApi.dll." };
var images = new Option<string>("--images") { Required = true, Description = "Folder of valid images, searched with its sub-folders." };
var requests = new Option<int>("--requests") { DefaultValueFactory = _ => 100_000, Description = "Number of requests." };
var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 2 * Environment.ProcessorCount, Description = "Number of requests at a time." };
var command = new RootCommand("Sends valid and hostile images to FlowerApi and measures speed and memory.") { program, images, requests, connections };
command.SetAction(async (parsed, cancellation) =>
{
    var files = Directory.GetFiles(parsed.GetValue(images)!, "*.jpg", SearchOption.AllDirectories);
    if (files.Length == 0) throw new FileNotFoundException($"'{parsed.GetValue(images)}' has no .jpg files.");
    using var server = new FlowerApiProgram(parsed.GetValue(program)!);
    using var run = new LoadRun(server, [.. files.Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]);
    var isClean = await run.SendAsync(parsed.GetValue(requests), parsed.GetValue(connections), cancellation);
    return isClean ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
