using Microsoft.AspNetCore.StaticFiles;

namespace FlowerWeb.Hosting;

/// <summary>Serves the files in <c>wwwroot</c>.</summary>
internal static class PageFiles
{
    public static void UsePageFiles(this IApplicationBuilder app)
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".mjs"] = "text/javascript";
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            ContentTypeProvider = types,
            // The next build may change the files without changing their names.
            OnPrepareResponse = response => response.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
