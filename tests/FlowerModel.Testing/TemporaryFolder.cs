namespace FlowerModel.Testing;

/// <summary>A new folder outside the checkout that is deleted on dispose.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates the folder in the temporary folder of the system.</summary>
    public TemporaryFolder() => FullName = Directory.CreateTempSubdirectory("flowermodel-").FullName;

    /// <summary>Full path of the folder.</summary>
    public string FullName { get; }

    /// <summary>Full path of a file or folder inside this folder.</summary>
    public string this[params string[] parts] => Path.Combine([FullName, .. parts]);

    /// <summary>Deletes the folder. Files that cannot be deleted, for example because they are in use, remain without failing the test.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(FullName, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"left behind: {FullName}: {error.Message}");
        }
    }
}
