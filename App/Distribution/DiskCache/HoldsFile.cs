using System.Text.Json;
using AccessConsole.Core.Model;
using AccessConsole.Distribution.Catalog;

namespace AccessConsole.Distribution.DiskCache;

/// <summary>What is held back, as a file. It is written before the archives that it is about.</summary>
internal sealed class HoldsFile(string path, ILogger logger)
{
    /// <summary>Null where the file is damaged, or gone although something is kept that it alone explains; none where there never was one.</summary>
    /// <param name="isNeeded">Whether archives are kept before something that is held back: those are written after the file, and removed before it would be.</param>
    public IReadOnlyList<BundleHold>? Read(bool isNeeded)
    {
        try
        {
            return isNeeded || File.Exists(path) ? [.. JsonSerializer.Deserialize<Entry[]>(File.ReadAllBytes(path))!.Select(entry => entry.ToHold())] : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or NullReferenceException or ArgumentException)
        {
            logger.LogError(e, "`{Path}` does not say any more to whom staged publishes are released", path);
            return null;
        }
    }

    public void Write(IEnumerable<BundleHold> holds) => PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(holds.Select(Entry.Of)));

    private sealed record Entry(string Environment, int Revision, IReadOnlyList<Dictionary<string, string>> Stages, int Reached, bool IsOver, int? EndedBy)
    {
        public static Entry Of(BundleHold hold) => new(hold.Environment, hold.Revision, [.. hold.Stages.Select(labels => labels.ToDictionary())], hold.Reached, hold.IsOver, hold.EndedBy);

        public BundleHold ToHold() => new(Environment, Revision, Stages.Select(labels => new ValueMap(labels)).ToValueList(), Reached, IsOver, EndedBy);
    }
}
