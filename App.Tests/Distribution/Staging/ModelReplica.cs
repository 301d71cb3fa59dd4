using AccessConsole.Configuration;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.DiskCache;
using AccessConsole.Signing;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Distribution.Staging;

/// <summary>
/// A replica that reads archives, and some time later, in whatever order, who may have them, and puts both into a real catalog and onto a real disk. Who may have them is read and taken by one at a
/// time, as <see cref="StandingBundles"/> does it.
/// </summary>
internal sealed class ModelReplica(StageModel database, Random dice, SigningKeyRing keys, string directory, string story)
{
    private readonly DataPaths paths = new(Options.Create(new ConsoleOptions { DataDirectory = directory }));
    private readonly Dictionary<(BundleScope Scope, ValueMap Token), int> handed = [];
    private readonly List<(int Revision, IReadOnlyList<StoredBundle> Archives)> archivesRead = [];
    private readonly List<(int Revision, IReadOnlyList<StoredBundle> Bundles, IReadOnlyList<BundleHold> Holds)> unwritten = [];
    private BundleCatalog catalog = new(keys);
    private BundleDiskCache? disk;

    // The revision that this replica knows; null before it read a whole state from the database.
    private int? known;

    public void Learn()
    {
        switch (dice.Next(16))
        {
            case < 3 when known is { } from:
                archivesRead.Add((database.Head, [.. database.Bundles.Where(b => b.Revision > from)]));
                break;
            case < 4:
                archivesRead.Add((database.Head, Current()));
                break;
            case < 12 when archivesRead.Count > 0:
                TakeOver(Take(archivesRead));
                break;
            case 12 when known == database.Head:
                Publish();
                break;
            case < 15 when unwritten.Count > 0:
                Write(1 + dice.Next(unwritten.Count));
                break;
            case 15 when dice.Next(4) == 0:
                Restart();
                break;
        }
    }

    /// <summary>Reads everything, as a replica does within seconds.</summary>
    public void CatchUp() => TakeOver((database.Head, Current()));

    public void Check()
    {
        foreach (var scope in StageModel.Scopes)
        {
            foreach (var token in StageModel.Tokens)
                Check(scope, token);
        }
    }

    public void CheckThatAllIsThere()
    {
        Check();
        foreach (var scope in StageModel.Scopes)
            Assert.All(StageModel.Tokens, token => Claim.Holds(Served(scope, token) == database.NewestFor(scope, token), $"{story}: {scope} is served at {Served(scope, token)}, not at {database.NewestFor(scope, token)}"));
        Assert.Empty(catalog.Holds());
        Assert.Equal(database.Of(new BundleScope("production", Target.Opa)).Select(b => b.Revision).DefaultIfEmpty().Max(), Served(new BundleScope("production", Target.Opa), ValueMap.Empty));
    }

    private void Check(BundleScope scope, ValueMap token)
    {
        var revision = Served(scope, token);
        if (revision == 0)
        {
            Assert.Equal(0, handed.GetValueOrDefault((scope, token)));
            return;
        }

        var before = handed.GetValueOrDefault((scope, token));
        Claim.Holds(revision >= before, $"{story}: {scope} went back from {before} to {revision} for a token of {string.Join(',', token.Values)}");
        handed[(scope, token)] = revision;
        var archive = database.Of(scope).Single(b => b.Revision == revision);
        Claim.Holds(database.IsReleased(archive, token), $"{story}: revision {revision} of {scope} was handed to a token of {string.Join(',', token.Values)}");
        var fresh = catalog.NewestRevisionOf(catalog.Find(scope)!.For(token)!.Default);
        Claim.Holds(fresh >= revision && !database.Of(scope).Any(b => b.Revision > revision && b.Revision <= fresh), $"{story}: {scope} at {revision} is called fresh as of {fresh}");
    }

    private int Served(BundleScope scope, ValueMap token) => catalog.Find(scope)?.For(token)?.Revision ?? 0;

    private StoredBundle[] Current() =>
    [
        .. from scope in StageModel.Scopes
           let newest = database.Of(scope).Select(b => b.Revision).DefaultIfEmpty().Max()
           from bundle in database.Of(scope)
           where bundle.Revision == newest || database.Rollouts.Any(r => r.IsLive && r.Environment == scope.Environment
               && bundle.Revision == database.Of(scope).Where(b => b.Revision < r.Revision).Select(b => b.Revision).DefaultIfEmpty().Max())
           select bundle,
    ];

    private void TakeOver((int Revision, IReadOnlyList<StoredBundle> Archives) found)
    {
        var held = catalog.Holds().Select(h => (h.Revision, h.Environment)).ToHashSet();
        Hand(
            found.Revision, found.Archives,
            [.. database.Rollouts.Where(r => r.IsLive || r.EndedBy > found.Revision || held.Contains((r.Revision, r.Environment))).Select(BundleHold.Of)]);
        known = Math.Max(known ?? 0, found.Revision);
    }

    /// <summary>What this replica does itself it knows before anybody else.</summary>
    private void Publish()
    {
        var (head, before) = (database.Head, database.Rollouts);
        database.Happen();
        var changed = database.Rollouts.Except(before).Select(BundleHold.Of).ToArray();
        Hand(database.Head, [.. database.Bundles.Where(b => b.Revision > head)], changed);
        known = database.Head;
    }

    private void Hand(int revision, IReadOnlyList<StoredBundle> archives, IReadOnlyList<BundleHold> holds)
    {
        catalog.Publish(revision, archives, holds);
        unwritten.Add((revision, archives, holds));
    }

    private void Write(int count)
    {
        disk ??= NewDisk();
        using var spoilt = dice.Next(3) == 0 ? SpoiltFile.AnyOf(paths.Distribution, dice) : null;
        try
        {
            disk.Save(unwritten.Take(count).Max(w => w.Revision), [.. unwritten.Take(count).SelectMany(w => w.Bundles)], [.. unwritten.Take(count).SelectMany(w => w.Holds)]);
            unwritten.RemoveRange(0, count);
        }
        catch (Exception e) when (spoilt is not null && (e is IOException or UnauthorizedAccessException))
        {
            // As the keeper of the catalog does it: all of that is tried again, with what comes meanwhile.
        }
    }

    /// <summary>Without its database, and with what was on its disk. Clients keep what they have: whoever has more than it has is told so.</summary>
    private void Restart()
    {
        archivesRead.Clear();
        unwritten.Clear();
        handed.Clear();
        (catalog, disk, known) = (new BundleCatalog(keys), NewDisk(), null);
        if (disk.Load() is { } cached)
            catalog.Load(cached.Revision, cached.Bundles, cached.Holds);
    }

    private BundleDiskCache NewDisk() => new(paths, NullLogger<BundleDiskCache>.Instance);

    private T Take<T>(List<T> list)
    {
        var index = dice.Next(list.Count);
        var taken = list[index];
        list.RemoveAt(index);
        return taken;
    }
}
