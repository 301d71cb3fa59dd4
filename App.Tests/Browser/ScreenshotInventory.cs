using AccessConsole.Buildkite;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A connection to the organization of the policy's first pipelines, as listings left it: one renamed, one gone, one with settings that weaken its conditions, and new ones.</summary>
internal static class ScreenshotInventory
{
    private static readonly Guid ClusterId = Guid.Parse("0191f956-042f-4ec4-aa62-8e5eeae396d0");

    /// <returns>Addresses by name.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> FillAsync(ConsoleInBrowser console, PolicySet policy)
    {
        var store = console.Host.Get<IBuildkiteStore>();
        var pipelines = policy.Pipelines.Values.Where(p => p.Id is not null).Take(8).ToArray();
        var organization = pipelines[0].Organization;
        var connection = await store.AddAsync(
            new BuildkiteConnection
            {
                Id = Guid.CreateVersion7(),
                Organization = organization.Slug,
                Address = BuildkiteApi.DefaultAddress,
                ProtectedToken = "",
                AddedAt = DateTimeOffset.UtcNow.AddDays(-3),
                AddedBy = ConsoleInBrowser.Person("alice").Actor,
            },
            _ => "of other keys", id => new AuditEvent(DateTimeOffset.UtcNow, Actor.System, AuditActions.BuildkiteAdded, $"buildkite/{id}", new Dictionary<string, string?>()), TestContext.Current.CancellationToken);
        var all = pipelines.Select((p, i) => Seen(p.Id!.Value, i == 1 ? $"{p.Slug[..Math.Min(p.Slug.Length, 40)]}-renamed" : p.Slug, i)).Concat(Enumerable.Range(0, 4).Select(i => Seen(Guid.CreateVersion7(), $"{pipelines[0].Slug}-new-{i}", i)));
        var listing = new OrganizationListing
        {
            Id = organization.Id ?? Guid.CreateVersion7(),
            Pipelines = all.ToValueList(),
            Clusters = [new InventoryCluster(ClusterId, "Open Source", [new(Guid.CreateVersion7(), "default"), new(Guid.CreateVersion7(), "deploy")])],
        };
        await store.SaveListingAsync(connection!.Id, listing, DateTimeOffset.UtcNow.AddHours(-5), TestContext.Current.CancellationToken);
        await store.SaveListingAsync(connection.Id, listing with { Pipelines = [.. listing.Pipelines.Where(p => p.Id != pipelines[^1].Id)] }, DateTimeOffset.UtcNow.AddHours(-4), TestContext.Current.CancellationToken);
        await store.SaveFailureAsync(connection.Id, "`https://api.buildkite.com/v2/organizations/acme/pipelines` answered 401, `Authentication required`: the token is not valid, or no longer; make another one at Buildkite", DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);
        return new Dictionary<string, string>
        {
            ["buildkite-connected"] = "/settings/buildkite",
            ["buildkite-inventory"] = $"/settings/buildkite/{connection.Id}",
            ["buildkite-none"] = $"/settings/buildkite/{connection.Id}?q=no-such-pipeline",
            ["buildkite-risk"] = ObjectAddresses.Of(pipelines[0].Reference),
            ["buildkite-renamed"] = ObjectAddresses.Of(pipelines[1 % pipelines.Length].Reference),
            ["buildkite-gone"] = ObjectAddresses.Of(pipelines[^1].Reference),
        };
    }

    private static InventoryPipeline Seen(Guid id, string slug, int number) => new()
    {
        Id = id,
        Slug = slug,
        Name = slug,
        Repository = $"git@github.com:acme/{slug}.git",
        DefaultBranch = "main",
        ClusterId = number % 3 == 0 ? null : ClusterId,
        IsPublic = number == 3,
        Tags = ["team:payments"],
        Source = new SourceSettings { Provider = "github", TriggerMode = "code", BuildsBranches = true, BuildsPullRequests = true, BuildsForks = number is 0 or 4, PrefixesForkBranches = number == 4 },
    };
}
