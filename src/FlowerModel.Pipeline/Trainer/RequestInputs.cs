using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>Checks the input artifacts of a request in the process that reads them.</summary>
public static class RequestInputs
{
    /// <summary>Checks that every input artifact and the manifest have the bytes that the build's key was computed from.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="PipelineException">
    /// <see cref="Codes.FileVanished"/>: a file is missing or has other bytes. The build removes it and creates it again.
    /// </exception>
    /// <exception cref="InvalidDataException">The request has no hash for an input.</exception>
    public static void Check(TrainerRequest request)
    {
        if (request.Manifest is { } manifest)
        {
            var expected = request.ManifestSha256 ?? throw new InvalidDataException("The request has no hash for the manifest.");
            if (!HasHash(manifest, expected))
                throw new PipelineException(Codes.FileVanished, $"The manifest is missing or damaged (its hash is not {expected}). Build again.", manifest);
        }

        foreach (var input in request.Inputs)
        {
            if (!request.InputHashes.TryGetValue(input.Key, out var expected)) throw new InvalidDataException($"The request has no hash for {input.Key}.");
            if (!HasHash(input.Value, expected))
            {
                throw new PipelineException(
                    Codes.FileVanished, $"The cached artifact {input.Key} is missing or damaged (its hash is not {expected}). Build again.", input.Value);
            }
        }
    }

    private static bool HasHash(string path, string expected)
    {
        try
        {
            return Hashing.OfFile(path) == expected;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
