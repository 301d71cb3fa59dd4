using System.Security.Cryptography;
using System.Text.Json;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Ports;
using AccessConsole.Signing;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Auditing;

/// <summary>What bears on access and comes from files is in the log: the configuration, and the list of signing keys.</summary>
public sealed class StandingRecordTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private const string Secret = "metrics-token-of-the-tests-0123456789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Configuration_IsRecordedOnce_AndAgainWhereItIsAnother()
    {
        await using var database = new DatabaseFixture(console.Postgres);
        await database.InitializeAsync();
        await using (await ConsoleHost.StartAsync(database.ConnectionString))
        await using (var second = await ConsoleHost.StartAsync(database.ConnectionString))
        {
            var first = Assert.Single(await RecordedAsync(second, AuditActions.ConfigurationChanged));
            Assert.Equal((Actor.System, "configuration", "recorded for the first time"), (first.Actor, first.Subject, first.Details["what"]));
            var settings = JsonSerializer.Deserialize<Dictionary<string, string>>(first.Details["settings"]!)!;
            Assert.Equal(("True", "08:00:00", "90", "set"), (settings["Authentication:DemoPeople"], settings["Authentication:SessionLifetime"], settings["Retention:WebhookMessageDays"], settings["Console:BootstrapToken"]));
            Assert.DoesNotContain(ConsoleHost.BootstrapToken, first.Details["settings"], StringComparison.Ordinal);
        }

        (string, string)[] changed = [("Authentication:SessionLifetime", "04:00:00"), ("Authentication:Roles:sec-admins", "Admin"), ("Metrics:Token", Secret)];
        var starts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ConsoleHost.StartAsync(database.ConnectionString, settings: changed)));
        try
        {
            var newest = (await RecordedAsync(starts[0], AuditActions.ConfigurationChanged))[0];
            Assert.Equal(2, (await RecordedAsync(starts[0], AuditActions.ConfigurationChanged)).Length);
            Assert.Equal("Authentication:Roles:sec-admins, Authentication:SessionLifetime, Metrics:Token", newest.Details["what"]);
            Assert.Equal("""{"Authentication:SessionLifetime":"08:00:00"}""", newest.Details["before"]);
            Assert.Equal("""{"Authentication:Roles:sec-admins":"Admin","Authentication:SessionLifetime":"04:00:00","Metrics:Token":"set"}""", newest.Details["after"]);
            Assert.DoesNotContain(newest.Details.Values, value => value!.Contains(Secret, StringComparison.Ordinal));
        }
        finally
        {
            foreach (var start in starts)
                await start.DisposeAsync();
        }
    }

    [Fact]
    public async Task ListOfSigningKeys_ThatIsRenewed_IsRecordedWithWhatCameAndWent()
    {
        var (ring, records) = (console.Host.Get<SigningKeyRing>(), console.Host.Get<StandingRecords>());
        var (former, json) = (ring.KeyList, ring.KeyListJson);
        var known = former.Keys[0].KeyId;
        Assert.Equal(known, Assert.Single(await RecordedAsync(console.Host, AuditActions.SigningKeysChanged)).Details["added"]);
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var other = SigningKeys.PublicPartOf(made);

        ring.Renew(new SignedKeyList(former with { Keys = [other], Version = former.Version + 1 }, json));
        await records.LookAsync(Cancellation);
        await records.LookAsync(Cancellation);
        // A replica that has an older file still.
        ring.Renew(new SignedKeyList(former, json));
        await records.LookAsync(Cancellation);

        var recorded = await RecordedAsync(console.Host, AuditActions.SigningKeysChanged);
        Assert.Equal(2, recorded.Length);
        Assert.Equal((Actor.System, "signing-keys", other.KeyId, known), (recorded[0].Actor, recorded[0].Subject, recorded[0].Details["added"], recorded[0].Details["ended"]));
    }

    private static async Task<AuditEvent[]> RecordedAsync(ConsoleHost host, string action) =>
        [.. (await host.Get<IAuditLog>().ListAsync(new AuditFilter(action), null, 100, Cancellation)).Select(record => record.Event)];
}
