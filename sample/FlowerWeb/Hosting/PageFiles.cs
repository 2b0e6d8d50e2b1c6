using Microsoft.AspNetCore.StaticFiles;

namespace FlowerWeb.Hosting;

/// <summary>The files of <c>wwwroot</c>.</summary>
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
            // The next build may bring other files under the same names.
            OnPrepareResponse = response => response.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
