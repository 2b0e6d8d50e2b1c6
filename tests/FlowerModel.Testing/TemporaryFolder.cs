namespace FlowerModel.Testing;

/// <summary>A fresh folder outside the checkout that is deleted on dispose.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates the folder under the system's temporary folder.</summary>
    public TemporaryFolder() => FullName = Directory.CreateTempSubdirectory("flowermodel-").FullName;

    /// <summary>Full path of the folder.</summary>
    public string FullName { get; }

    /// <summary>Full path of something inside the folder.</summary>
    public string this[params string[] parts] => Path.Combine([FullName, .. parts]);

    /// <summary>Deletes the folder; what cannot be deleted (a file still in use) stays behind without failing the test.</summary>
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
