using System.Text.Json.Nodes;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Signer;

/// <summary>
/// A console over PostgreSQL that has a signer of its own process sign, and an identity provider whose people approve. The console signed for itself before, and the signer began with
/// what it exported.
/// </summary>
public sealed class SignedConsole(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly ProviderPerson Bob = Person("00u1bob", "Bob Approver");
    private static readonly ProviderPerson Erin = Person("00u2erin", "Erin Approver");
    private readonly DatabaseFixture database = new(postgres);
    private int names;

    internal SignerPlace Place { get; } = new();

    internal SignerProcess Signer { get; private set; } = null!;

    public LoopbackProvider Provider { get; private set; } = null!;

    public ConsoleHost Host { get; private set; } = null!;

    public DatabaseFixture Database => database;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Provider = await LoopbackProvider.StartAsync(ProviderShape.Okta with { TellsGroupsOnlyOnAsking = false }, Bob, Erin);
        Place.ListKeyOfConsole();
        await using (var before = await ConsoleHost.StartAsync(database.ConnectionString, settings: Place.ConsolesOwn))
        {
            await before.SeedAsync(SmallPolicy.Yaml);
            await File.WriteAllTextAsync(Place.BaseFile, await before.Bootstrap.GetStringAsync("/api/v1/signer/base"));
        }

        Place.ListKeyOfSigner();
        var (exitCode, output) = await SignerProcess.InitAsync(Place, "--base", Place.BaseFile);
        Assert.True(exitCode == 0, output);
        await StartSignerAsync();
        Host = await StartConsoleAsync();
        await SealedAsync();
    }

    /// <summary>After <see cref="SignerProcess.KillAsync"/>, on what that one left.</summary>
    public async Task StartSignerAsync() => Signer = await SignerProcess.StartAsync(
        Place, ("Signer:Providers:0:Authority", Provider.Address), ("Signer:Providers:0:ClientId", LoopbackProvider.ClientId), ("Console:OutboundAllowed:0", "localhost"));

    /// <summary>A submitted draft that gives a pipeline more in production, with the digest to approve.</summary>
    public async Task<(string Id, string Digest)> SubmitAsync(string environment = "production")
    {
        var name = $"grant-{Interlocked.Increment(ref names)}";
        var made = await Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch(environment, name), publish: false).JsonAsync();
        var id = made.Text("draft");
        await Host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{id}/submit").JsonAsync();
        var review = await Host.Bootstrap.CallAsync("GET", $"/api/v1/drafts/{id}/review").JsonAsync();
        return (id, review.Text("digest"));
    }

    public async Task<string> ApproveAsync(string person, string draft, string digest)
    {
        using var browser = new ApprovingPerson(Host, Provider, person);
        return await browser.ApproveAsync(draft, digest);
    }

    public Task<HttpResponseMessage> PublishAsync(string draft) => Host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish");

    public Task<HttpResponseMessage> ChangeStagingAsync() => Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", $"grant-{Interlocked.Increment(ref names)}"));

    public static string BobsId => Bob.Id;

    public static string ErinsId => Erin.Id;

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Signer.DisposeAsync();
        await Provider.DisposeAsync();
        await database.DisposeAsync();
        Place.Dispose();
    }

    private static ProviderPerson Person(string id, string name) => new(id, new JsonObject { ["name"] = name, ["groups"] = new JsonArray("everyone", SignerPlace.Approvers) });

    private Task<ConsoleHost> StartConsoleAsync() => ConsoleHost.StartAsync(
        database.ConnectionString,
        settings:
        [
            .. Place.OfConsole,
            ("Authentication:OpenId:Authority", Provider.Address),
            ("Authentication:OpenId:ClientId", LoopbackProvider.ClientId),
            ("Authentication:OpenId:ClientSecret", LoopbackProvider.ClientSecret),
            ($"Authentication:Roles:{SignerPlace.Approvers}", "approver"),
        ]);

    /// <summary>What the console signed for itself is vouched for by nobody any more: it has the signer sign all of it.</summary>
    private Task SealedAsync() => Eventually.HoldsAsync(() => Task.FromResult(Host.Get<BundleCatalog>() is { IsLoaded: true } catalog && !catalog.Wanting().Any()), "every bundle to be signed by the signer");
}
