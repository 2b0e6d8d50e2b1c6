using System.Threading.RateLimiting;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlowerApi.Hosting;

/// <summary><c>POST /classify</c>: the body is an image, or a form with one. <c>?top=3</c> sets how many labels the answer has.</summary>
internal static class ClassifyEndpoint
{
    private const int DefaultTop = 3;

    public static void MapClassify(this IEndpointRouteBuilder app, string path) => app.MapPost(path, ClassifyAsync);

    private static async Task<IResult> ClassifyAsync(HttpRequest request, Flowers flowers, RateLimiter queue, int top = DefaultTop)
    {
        if (top < 1) return Problem(StatusCodes.Status400BadRequest, "'top' must be at least 1.");
        try
        {
            using var image = await UploadedImage.ReadAsync(request);
            return await AnswerAsync(image, flowers, queue, top, request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException error)
        {
            return Problem(error.StatusCode, error.Message);
        }
    }

    private static async Task<IResult> AnswerAsync(UploadedImage image, Flowers flowers, RateLimiter queue, int top, CancellationToken cancellation)
    {
        var header = ImageHeader.Read(image.Bytes);
        if (header.Format == ImageFileFormat.Unsupported)
            return Problem(StatusCodes.Status415UnsupportedMediaType, "The format of the image is not supported. Send JPEG, PNG, BMP or GIF.");
        if (header.PixelCount > UploadLimits.Pixels)
        {
            return Problem(
                StatusCodes.Status413PayloadTooLarge,
                $"The image has {header.Width}x{header.Height} pixels; at most {UploadLimits.Pixels / 1_000_000} megapixels are read.");
        }

        using var turn = await queue.AcquireAsync(cancellationToken: cancellation);
        if (!turn.IsAcquired) return Problem(StatusCodes.Status503ServiceUnavailable, "Too many images are waiting. Try again later.");
        try
        {
            return TypedResults.Ok(Answer.Of(flowers.Classify(image.Bytes), top));
        }
        catch (ImageFormatException error)
        {
            return Problem(StatusCodes.Status400BadRequest, $"This is not a valid image: {error.Message}.");
        }
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
