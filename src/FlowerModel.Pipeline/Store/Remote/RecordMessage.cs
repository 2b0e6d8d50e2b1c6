using System.Text;
using FlowerModel.Pipeline.Keys;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>
/// A record as an <c>ActionResult</c>: the outputs as output files, so that servers know which blobs belong to it, and the whole record as standard
/// output.
/// </summary>
internal static class RecordMessage
{
    /// <summary>The largest artifact that is accepted, in bytes; the product's own are a hundred times smaller.</summary>
    private const long MaxArtifactSize = 1L << 30;

    /// <summary>Returns the message of a record.</summary>
    public static byte[] Encode(StageRecord record) => new ActionResultMessage(record.Outputs, Encoding.UTF8.GetBytes(record.ToJson())).Encode();

    /// <summary>Decodes the record of a key and checks everything that later steps rely on.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="key">The key under which it was found.</param>
    /// <param name="artifacts">Names of the files that the key's stage always writes.</param>
    /// <returns>The record; null if the message is not a record of this key.</returns>
    public static StageRecord? TryDecode(byte[] bytes, StageKey key, IReadOnlyList<string> artifacts)
    {
        ActionResultMessage message;
        try
        {
            message = ActionResultMessage.Decode(bytes);
        }
        catch (FormatException)
        {
            return null;
        }

        var record = StageRecord.TryParse(Encoding.UTF8.GetString(message.Output));
        return record is not null && IsOf(key, record) && HasSafeOutputs(record, artifacts) && record.Outputs.SequenceEqual(message.Files) ? record : null;
    }

    private static bool IsOf(StageKey key, StageRecord record) =>
        record.Stage == key.Stage && record.Key == key.Hash && record.Entries.SequenceEqual(key.Entries)
        && record.Packages.All(package => package is { Name: not null, Version: not null });

    private static bool HasSafeOutputs(StageRecord record, IReadOnlyList<string> artifacts)
    {
        var names = new HashSet<string>(record.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        return names.Count == record.Outputs.Count
            && artifacts.All(names.Contains)
            && names.All(name => name.Length > 0 && name[0] != '.' && name.IndexOfAny(['/', '\\', ':', '\0']) < 0)
            && record.Outputs.All(output => output.Size is >= 0 and <= MaxArtifactSize);
    }
}
