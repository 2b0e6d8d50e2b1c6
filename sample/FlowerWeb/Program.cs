using FlowerWeb.Hosting;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
{
    Args = args,
    // Page, packages and models lie beside the program, wherever it is started from.
    ContentRootPath = AppContext.BaseDirectory,
});
builder.Logging.SetMinimumLevel(LogLevel.Warning);
if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:0");

var app = builder.Build();
app.UseClosedPage();
app.MapModels(builder.Configuration["models"] ?? AppContext.BaseDirectory);
app.UsePageFiles();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Open {string.Join(" or ", app.Urls)} in a browser; Ctrl+C ends."));
app.Run();
