using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Text;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_written_with_its_folders_and_without_a_byte_order_mark()
    {
        AtomicFile.WriteText(folder["a", "b", "x.txt"], "é");
        Assert.Equal("é"u8.ToArray(), File.ReadAllBytes(folder["a", "b", "x.txt"]));
        Assert.Single(Directory.GetFiles(folder["a", "b"]));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        AtomicFile.WriteText(folder["x.txt"], "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["x.txt"], stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(folder["x.txt"]));
        Assert.Equal([folder["x.txt"]], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void Unchanged_text_is_not_written_again()
    {
        Assert.True(AtomicFile.WriteTextIfDifferent(folder["x.txt"], "text"));
        var old = DateTime.UtcNow.AddHours(-1);
        File.SetLastWriteTimeUtc(folder["x.txt"], old);
        Assert.False(AtomicFile.WriteTextIfDifferent(folder["x.txt"], "text"));
        Assert.Equal(old, File.GetLastWriteTimeUtc(folder["x.txt"]));
        Assert.True(AtomicFile.WriteTextIfDifferent(folder["x.txt"], "other"));
        Assert.Equal("other", File.ReadAllText(folder["x.txt"]));
    }

    [Fact]
    public async Task Concurrent_writers_of_a_file_leave_one_complete_text()
    {
        var texts = Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 50_000)).ToArray();
        await Task.WhenAll(texts.Select(text => Task.Run(() => AtomicFile.WriteText(folder["x.txt"], text))));
        Assert.Contains(File.ReadAllText(folder["x.txt"]), texts);
        Assert.Single(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void A_refused_renaming_is_an_error_and_copies_nothing()
    {
        using var memory = new TemporaryFolder(inMemory: true);
        Assert.SkipWhen(memory.FullName.StartsWith(Path.GetTempPath(), StringComparison.Ordinal), "there is no second file system");
        File.WriteAllText(folder["x.txt"], "new");
        Assert.Throws<IOException>(() => AtomicFile.Publish(folder["x.txt"], memory["x.txt"]));
        Assert.False(File.Exists(memory["x.txt"]));
        Assert.Equal("new", File.ReadAllText(folder["x.txt"]));
    }

    [Fact]
    public void A_flush_that_fails_leaves_the_old_file_and_nothing_else()
    {
        AtomicFile.WriteText(folder["x.txt"], "old");
        FileOperations.Before = static operation =>
        {
            if (operation.StartsWith("flush", StringComparison.Ordinal)) throw new IOException("Input/output error");
        };
        try
        {
            Assert.Throws<IOException>(() => AtomicFile.WriteText(folder["x.txt"], "new"));
        }
        finally
        {
            FileOperations.Before = null;
        }

        Assert.Equal("old", File.ReadAllText(folder["x.txt"]));
        Assert.Single(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void A_full_disk_is_reported_as_such()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full does not exist");
        var error = Assert.ThrowsAny<IOException>(() =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
            full.Write(new byte[10_000]);
            full.Flush();
        });
        var told = ExceptionMapper.Explain(error)!;
        Assert.Equal(Codes.WriteFailed, told.Code);
        Assert.Contains("No space left on device", told.Text, StringComparison.Ordinal);
        Assert.Contains("free some space", told.Text, StringComparison.Ordinal);
    }
}
