using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>Revisions of the policy, their bundles, and the one way to add to them.</summary>
public interface IPolicyStore
{
    /// <summary>The newest revision with its whole policy; revision 0 with the empty policy in an empty store.</summary>
    Task<StoredPolicy> LoadHeadAsync(CancellationToken cancellationToken);

    /// <summary>The policy as of a revision; null where there is no such revision.</summary>
    Task<StoredPolicy?> LoadAsync(int revision, CancellationToken cancellationToken);

    /// <summary>What changed after <paramref name="from"/> up to <paramref name="to"/>, so that a replica catches up by what changed.</summary>
    Task<PolicyPatch> LoadPatchAsync(int from, int to, CancellationToken cancellationToken);

    Task<Revision?> FindRevisionAsync(int number, CancellationToken cancellationToken);

    /// <summary>The first revision of those that have a policy digest, which later ones keep that leave the policy as it is; null where none has it.</summary>
    Task<int?> FindFirstRevisionOfPolicyAsync(string policyDigest, CancellationToken cancellationToken);

    /// <summary>The revision in force at an instant.</summary>
    Task<Revision> FindRevisionAtAsync(DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>Newest first, those with a number below <paramref name="before"/> where it is given.</summary>
    /// <param name="search">Only those in which each of these words stands: in the summary or the author's name, or as the begin of the number.</param>
    Task<IReadOnlyList<Revision>> ListRevisionsAsync(int? before, int limit, CancellationToken cancellationToken, string? search = null);

    /// <summary>Earlier states of one object, newest first.</summary>
    Task<IReadOnlyList<ObjectVersion>> ListVersionsAsync(PolicyReference reference, int limit, CancellationToken cancellationToken);

    /// <summary>The states of objects that began or ended at a revision, by kind and name, at most <paramref name="limit"/>: what it changed.</summary>
    Task<IReadOnlyList<ObjectVersion>> ListChangedAsync(int revision, int limit, CancellationToken cancellationToken);

    /// <summary>For objects that stood at a revision, the revision that made each what it then was. Names that did not stand there are left out.</summary>
    Task<IReadOnlyDictionary<string, Revision>> FindOriginsAsync(
        PolicyKind kind, IReadOnlyCollection<string> names, int revision, CancellationToken cancellationToken);

    /// <summary>Of the objects of these kinds that stand as of a revision, those that were published as they are after an instant.</summary>
    Task<IReadOnlySet<PolicyReference>> FindChangedAsync(
        IReadOnlyCollection<PolicyKind> kinds, int revision, DateTimeOffset after, CancellationToken cancellationToken);

    /// <summary>
    /// One transaction under the publish lock: <paramref name="plan"/> is asked with what stands under the lock, and what it answers is
    /// written whole (objects, revision, bundles, the draft's end, the request's step, audit events, notification) or not at all.
    /// </summary>
    Task<PublishOutcome> PublishAsync(
        PublishSubject subject, Func<PublishContext, CancellationToken, Task<PublishPlan>> plan, CancellationToken cancellationToken);
}

/// <summary>What else a publish is about, read under the lock and held until its end.</summary>
/// <param name="Draft">The draft to publish.</param>
/// <param name="Request">The request to carry out.</param>
public sealed record PublishSubject(Guid? Draft = null, Guid? Request = null);

/// <summary>A revision's number and the whole policy it stands for.</summary>
public sealed record StoredPolicy(int Revision, PolicyDocument Document);

/// <summary>One state of one object.</summary>
/// <param name="To">The revision that ended this state; null while it stands.</param>
/// <param name="Object">The object as it was.</param>
public sealed record ObjectVersion(int From, int? To, PolicyObject Object);
