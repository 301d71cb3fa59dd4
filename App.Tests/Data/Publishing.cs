using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using Xunit;

namespace AccessConsole.Tests.Data;

/// <summary>Publishing in tests: records with what matters to a test, and defaults for the rest.</summary>
internal static class Publishing
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Actor Ada = new(ActorKind.Person, "https://idp.example", "ada", "Ada");

    public static readonly Actor Bob = new(ActorKind.Person, "https://idp.example", "bob", "Bob");

    public static AuditEvent Event(string subject, string action = AuditActions.RevisionPublished) =>
        new(Noon, Ada, action, subject, new Dictionary<string, string?>());

    public static PolicyEnvironment Environment(string name, int approvals = 0, Guid? id = null) => new() { Name = name, Approvals = approvals, Id = id };

    public static PolicyPatch Put(params PolicyObject[] objects) => new() { Upserts = objects.ToValueList() };

    public static PolicyPatch Delete(params string[] environments) =>
        new() { Deletes = environments.Select(name => new PolicyReference(PolicyKind.Environment, name)).ToValueList() };

    public static Revision Revision(int number, DateTimeOffset? at = null) =>
        new(number, at ?? Noon, at ?? Noon, Ada, $"revision {number}", new string('0', 64), null, null, []);

    public static StoredBundle Bundle(string environment, int revision, string keyId = "key-1", string content = "content", bool isTombstone = false) => new(
        new BundleScope(environment, Target.Opa), revision, keyId, content, new byte[32], new byte[] { 1, 2, (byte)revision }, isTombstone);

    public static PublishPlan.Write Write(PublishContext context, PolicyPatch patch, params StoredBundle[] bundles) =>
        new(patch, Revision(context.NextRevision), bundles, [Event($"revision/{context.NextRevision}")]);

    /// <summary>Publishes the patch and gives the new revision's number.</summary>
    public static async Task<int> PublishAsync(this IPolicyStore store, PolicyPatch patch, params StoredBundle[] bundles)
    {
        var outcome = await store.PublishAsync(
            new PublishSubject(), (context, _) => Task.FromResult<PublishPlan>(Write(context, patch, bundles)), TestContext.Current.CancellationToken);
        return outcome.Revision!.Number;
    }

    public static Draft NewDraft(PolicyPatch patch, int baseRevision = 0) => new()
    {
        Id = Guid.CreateVersion7(),
        Title = "a draft",
        BaseRevision = baseRevision,
        Patch = patch,
        CreatedAt = Noon,
        UpdatedAt = Noon,
        Owner = Ada,
        Authors = [Ada],
    };

    public static Approval ApprovalBy(Actor approver) => new(approver, Noon, new string('a', 64), Noon, null);
}
