namespace FlowerWeb.Hosting;

/// <summary>Restricts the page to its own server: it works offline and cannot send images or statistics to another host.</summary>
internal static class ClosedPage
{
    /// <summary>The content that the page may load: its own files, WebAssembly, and the images that the visitor picks.</summary>
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
