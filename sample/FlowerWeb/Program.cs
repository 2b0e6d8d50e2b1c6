using FlowerWeb.Hosting;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
{
    Args = args,
    // The page, packages and models are in the program's folder, regardless of the current directory.
    ContentRootPath = AppContext.BaseDirectory,
});
builder.Logging.SetMinimumLevel(LogLevel.Warning);
if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:0");

var app = builder.Build();
app.UseClosedPage();
app.MapModels(builder.Configuration["models"] ?? AppContext.BaseDirectory);
app.UsePageFiles();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Open {string.Join(" or ", app.Urls)} in a browser. Press Ctrl+C to stop."));
app.Run();
