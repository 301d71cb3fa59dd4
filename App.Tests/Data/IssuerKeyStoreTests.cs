using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class IssuerKeyStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly IIssuerKeyStore store = database.Get<IIssuerKeyStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sets_AcceptedAndHeld_AreTheNewestOfEachProvider()
    {
        var (accepted, held) = (Set("one", 2), Set("one", 3) with { IsHeld = true });
        foreach (var set in new[] { Set("one", 1), accepted, held, Set("two", 1) with { IsHeld = true }, Set("two", 2) })
            Assert.True(await store.AppendAsync(set, Event("keys"), Cancellation));

        Assert.Equal([accepted, Set("two", 2)], (await store.LoadAcceptedAsync(Cancellation)).Where(s => s.Provider is "one" or "two"));
        Assert.Equal([held], (await store.LoadHeldAsync(Cancellation)).Where(s => s.Provider is "one" or "two"));
    }

    [Fact]
    public async Task Append_OfOneVersionByManyAtOnce_SucceedsOnce()
    {
        var stored = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.AppendAsync(Set("raced", 1), Event("raced"), Cancellation)));
        Assert.Single(stored, isStored => isStored);
        Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: "raced"), null, 10, Cancellation));
        Assert.False(await store.AppendAsync(Set("raced", 3), Event("raced"), Cancellation));
    }

    private static IssuerKeySet Set(string provider, int version)
    {
        var key = new Jwk { Kty = "EC", Kid = $"key-{version}", Crv = "P-256", X = "eA", Y = "eQ" };
        return new IssuerKeySet(
            provider, "https://issuer.example", version, Noon, new JwkSet { Keys = [key] }, [new RetiredKey(key, Noon.AddMinutes(10))], IsHeld: false);
    }
}
