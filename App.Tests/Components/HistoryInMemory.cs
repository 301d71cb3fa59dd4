using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support.Fakes;

namespace AccessConsole.Tests.Components;

/// <summary>Revisions that a test lists, newest first as the store gives them.</summary>
internal sealed class HistoryInMemory : IPolicyStore
{
    public List<Revision> Revisions { get; } = [];

    /// <summary>The policy as of revisions.</summary>
    public Dictionary<int, PolicyDocument> Policies { get; } = [];

    /// <summary>What was published since a draft's base, whatever that is; null to be asked of <see cref="Policies"/>.</summary>
    public PolicyPatch? PublishedSince { get; set; }

    /// <summary>What was published lately, whenever that is.</summary>
    public HashSet<PolicyReference> Changed { get; } = [];

    /// <summary>Whether the database does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>How often a whole policy was loaded.</summary>
    public int Loads { get; private set; }

    /// <summary>What a look at the policy as of a revision waits for.</summary>
    public Dictionary<int, Task> Slow { get; } = [];

    /// <summary>What a look at what was published since waits for.</summary>
    public Task SlowPatches { get; set; } = Task.CompletedTask;

    public async Task<PolicyPatch> LoadPatchAsync(int from, int to, CancellationToken cancellationToken)
    {
        await SlowPatches;
        return await Answer(() => PublishedSince
            ?? (Policies.TryGetValue(from, out var before) && Policies.TryGetValue(to, out var after) ? PolicyDiffPatch.Between(PolicyObjects.Of(before), after, Guid.CreateVersion7) : PolicyPatch.Empty));
    }

    public Task<Revision?> FindRevisionAsync(int number, CancellationToken cancellationToken) => Answer(() => Revisions.FirstOrDefault(r => r.Number == number));

    public Task<IReadOnlyList<Revision>> ListRevisionsAsync(int? before, int limit, CancellationToken cancellationToken, string? search = null) => Answer<IReadOnlyList<Revision>>(
        () => [.. Revisions.Where(r => (before is null || r.Number < before) && Search.Finds(search, r.Summary, r.Author.Name)).OrderByDescending(r => r.Number).Take(limit)]);

    public Task<StoredPolicy> LoadHeadAsync(CancellationToken cancellationToken) => throw NotAsked();

    public async Task<StoredPolicy?> LoadAsync(int revision, CancellationToken cancellationToken)
    {
        Loads++;
        await Slow.GetValueOrDefault(revision, Task.CompletedTask);
        return await Answer(() => Policies.TryGetValue(revision, out var document) ? new StoredPolicy(revision, document) : null);
    }

    public Task<Revision> FindRevisionAtAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        Answer(() => Revisions.Where(r => r.EffectiveAt <= instant).OrderByDescending(r => r.Number).First());

    public Task<int?> FindFirstRevisionOfPolicyAsync(string policyDigest, CancellationToken cancellationToken) => throw NotAsked();

    public Task<IReadOnlyList<ObjectVersion>> ListVersionsAsync(PolicyReference reference, int limit, CancellationToken cancellationToken) => Answer<IReadOnlyList<ObjectVersion>>(
        () => [.. Policies.OrderByDescending(p => p.Key).SelectMany(p => p.Value.Objects().Where(o => o.Reference == reference).Select(o => new ObjectVersion(p.Key, null, o))).Take(limit)]);

    public Task<IReadOnlyList<ObjectVersion>> ListChangedAsync(int revision, int limit, CancellationToken cancellationToken) => throw NotAsked();

    public Task<IReadOnlyDictionary<string, Revision>> FindOriginsAsync(
        PolicyKind kind, IReadOnlyCollection<string> names, int revision, CancellationToken cancellationToken) => Answer<IReadOnlyDictionary<string, Revision>>(
        () => Revisions.Where(r => r.Number <= revision).MaxBy(r => r.Number) is { } newest ? names.ToDictionary(n => n, _ => newest) : new Dictionary<string, Revision>());

    public Task<IReadOnlySet<PolicyReference>> FindChangedAsync(
        IReadOnlyCollection<PolicyKind> kinds, int revision, DateTimeOffset after, CancellationToken cancellationToken) =>
        Answer<IReadOnlySet<PolicyReference>>(() => Changed.Where(reference => kinds.Contains(reference.Kind)).ToHashSet());

    public Task<PublishOutcome> PublishAsync(
        PublishSubject subject, Func<PublishContext, CancellationToken, Task<PublishPlan>> plan, CancellationToken cancellationToken) => throw NotAsked();

    private static NotSupportedException NotAsked() => new("no page asks this in these tests");

    private Task<T> Answer<T>(Func<T> answer) => IsAway ? Task.FromException<T>(new TimeoutException("the database does not answer")) : Task.FromResult(answer());
}
