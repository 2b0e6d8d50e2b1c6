using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using FlowerModel.Testing;

namespace FlowerModel.Samples.Tests;

/// <summary>The web API, built from source on a few drawings, as a process that answers over HTTP.</summary>
[Trait("Speed", "Slow")]
public sealed class FlowerApiTests(FlowerApiTests.RunningApi api) : IClassFixture<FlowerApiTests.RunningApi>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_in_the_body_or_in_a_form_gets_its_labels()
    {
        var image = await File.ReadAllBytesAsync(RunningApi.Drawing("daisy", 0), Cancellation);

        var (status, fromBody) = await Post(new ByteArrayContent(image));
        var (formStatus, fromForm) = await Post(Form(image), "?top=1");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (status, formStatus));
        Assert.Equal("daisy", fromBody.GetProperty("label").GetString());
        var top = fromBody.GetProperty("top").EnumerateArray().Select(label => label.GetProperty("score").GetSingle()).ToArray();
        Assert.Equal(2, top.Length); // The dataset has two classes.
        Assert.Equal(1, top.Sum(), 1e-4);
        Assert.Equal(fromBody.GetProperty("score").GetSingle(), top[0]);
        Assert.Equal(fromBody.GetProperty("score").GetSingle(), fromForm.GetProperty("score").GetSingle());
        Assert.Equal(1, fromForm.GetProperty("top").GetArrayLength());
        Assert.True(fromBody.TryGetProperty("isKnown", out _));
    }

    [Fact]
    public async Task What_is_no_complete_image_is_a_bad_request()
    {
        var image = await File.ReadAllBytesAsync(RunningApi.Drawing("daisy", 0), Cancellation);
        await Fails(new ByteArrayContent([]), HttpStatusCode.BadRequest, "empty");
        await Fails(new StringContent("words"), HttpStatusCode.BadRequest, "not supported");
        await Fails(new ByteArrayContent(image[..(image.Length / 2)]), HttpStatusCode.BadRequest, "truncated");
        await Fails(Form(image[..100]), HttpStatusCode.BadRequest, "valid image");
        await Fails(new MultipartFormDataContent { { new StringContent("words"), "text" } }, HttpStatusCode.BadRequest, "no file");
        var garbage = new StringContent("garbage");
        garbage.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await Fails(garbage, HttpStatusCode.BadRequest, null);
        await Fails(new ByteArrayContent(image), HttpStatusCode.BadRequest, "top", "?top=0");
    }

    [Fact]
    public async Task Too_many_bytes_or_pixels_are_refused_without_decoding()
    {
        await Fails(new ByteArrayContent(new byte[(10 << 20) + 1]), HttpStatusCode.RequestEntityTooLarge, null);
        await Fails(Form(new byte[(10 << 20) + 1]), HttpStatusCode.RequestEntityTooLarge, null);
        await Fails(new ByteArrayContent(PngHeader(60_000, 60_000)), HttpStatusCode.RequestEntityTooLarge, "60000x60000");
    }

    [Fact]
    public async Task Other_formats_are_unsupported() =>
        await Fails(new ByteArrayContent("RIFF\0\0\0\0WEBPVP8 "u8.ToArray()), HttpStatusCode.UnsupportedMediaType, "JPEG, PNG, BMP or GIF");

    [Fact]
    public async Task Health_and_metrics_answer()
    {
        Assert.Equal("Healthy", await api.Client.GetStringAsync(new Uri("health", UriKind.Relative), Cancellation));
        await Post(new StringContent("words"));
        var metrics = await api.Client.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancellation);
        Assert.Matches(@"flowermodel_images_total\{flowermodel_model=""Flowers"",flowermodel_outcome=""failed"",error_type=""FlowerModel.Runtime.Images.ImageFormatException""\} \d", metrics);
        Assert.DoesNotContain("fail:", api.Output, StringComparison.Ordinal);
    }

    private static MultipartFormDataContent Form(byte[] image) => new() { { new ByteArrayContent(image), "image", "image.jpg" } };

    // A signature and the IHDR chunk of ISO/IEC 15948.
    private static byte[] PngHeader(int width, int height)
    {
        byte[] header = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, .. "IHDR"u8, .. new byte[8], 8, 2, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(20), height);
        return header;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> Post(HttpContent content, string query = "")
    {
        using var sent = content;
        using var response = await api.Client.PostAsync(new Uri("classify" + query, UriKind.Relative), content, Cancellation);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Cancellation)));
    }

    private async Task Fails(HttpContent content, HttpStatusCode expected, string? detail, string query = "")
    {
        var (status, problem) = await Post(content, query);
        Assert.Equal(expected, status);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        if (detail is not null) Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>The program with a model of two classes.</summary>
    public sealed class RunningApi : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly FlowerApiProgram program;

        public RunningApi()
        {
            foreach (var label in (string[])["daisy", "tulips"])
            {
                Directory.CreateDirectory(folder["photos", label]);
                for (var i = 0; i < 30; i++) File.Copy(Drawing(label, i), folder["photos", label, $"{i}.jpg"]);
            }

            program = new FlowerApiProgram(FlowerApiProgram.Build(
                Configuration,
                new Dictionary<string, string> { ["FlowerModelCacheDirectory"] = folder["cache"] },
                "-p:FlowerDataset=" + folder["photos"],
                "-p:BuildProjectReferences=false"));

            // A server that refuses a request closes the connection while the body is still being sent, unless the client waits for its consent.
            Client = new HttpClient { BaseAddress = program.Url, DefaultRequestHeaders = { ExpectContinue = true } };
        }

        public HttpClient Client { get; }

        public string Output => program.Output;

        public static string Drawing(string label, int index) =>
            Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", label)).Order(StringComparer.Ordinal).ElementAt(index);

        public void Dispose()
        {
            Client.Dispose();
            program.Dispose();
            folder.Dispose();
        }

        private static string Configuration =>
            typeof(RunningApi).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "Configuration").Value!;
    }
}
