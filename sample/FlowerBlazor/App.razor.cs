using System.Diagnostics;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace FlowerBlazor;

/// <summary>The page: a photo is read into memory and classified by the runtime that is part of this program.</summary>
public sealed partial class App
{
    private const long MaxBytes = 50_000_000;

    private readonly Flowers flowers = Flowers.Load();
    private string state = "ready";
    private string status = $"Flowers {Flowers.ModelVersion} is loaded.";
    private string problem = "";
    private IReadOnlyList<Candidate> candidates = [];

    /// <inheritdoc/>
    public void Dispose() => flowers.Dispose();

    /// <summary>Marks the page as complete for scripts, such as those of tests.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender) =>
        await Browser.InvokeVoidAsync("document.body.setAttribute", "data-state", state);

    private async Task ClassifyAsync(InputFileChangeEventArgs choice)
    {
        (state, status, problem, candidates) = ("working", $"Classifying {choice.File.Name} ...", "", []);
        StateHasChanged();
        try
        {
            await using var upload = choice.File.OpenReadStream(MaxBytes);
            using var image = new MemoryStream();
            await upload.CopyToAsync(image);
            image.Position = 0;
            var clock = Stopwatch.StartNew();
            var answer = flowers.Classify(image);
            var name = answer.IsKnown ? answer.Label : "Nothing that the model knows";
            (state, status, candidates) = ("answered", $"{name}, in {clock.ElapsedMilliseconds} ms", answer.Top(flowers.Labels.Count));
        }
        catch (Exception error) when (error is ImageFormatException or IOException)
        {
            (state, status, problem) = ("answered", "", $"{choice.File.Name} cannot be classified: {error.Message}");
        }
    }
}
