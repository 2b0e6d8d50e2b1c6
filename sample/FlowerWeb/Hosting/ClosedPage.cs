namespace FlowerWeb.Hosting;

/// <summary>Keeps the page to itself: it works offline, and neither images nor statistics can leave for another host.</summary>
internal static class ClosedPage
{
    /// <summary>What the page may load: its own files, WebAssembly, and the images that the visitor picks.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UseClosedPage(this IApplicationBuilder app) => app.Use(next => context =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    });
}
