using FlowerApi.Hosting;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.WebHost.ConfigureKestrel(server =>
{
    server.Limits.MaxRequestBodySize = UploadLimits.Bytes;
    server.Limits.MaxConcurrentConnections = UploadLimits.Connections;
});

// Flowers is generated from the FlowerModel item in FlowerApi.csproj; the trained model is embedded in this program.
builder.Services.AddImageClassifier(Flowers.Load);
builder.Services.AddHealthChecks().AddImageClassifier();
builder.Services.AddSingleton<MetricsPage>();
builder.Services.AddProblemDetails();
builder.Services.AddSingleton(_ => UploadLimits.CreateQueue());
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapHealthChecks("/health");
app.MapMetrics("/metrics");
app.MapClassify("/classify");
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening on {string.Join(" and ", app.Urls)}. Press Ctrl+C to stop."));
app.Run();
