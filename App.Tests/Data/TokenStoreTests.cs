using System.Security.Cryptography;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class TokenStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly ITokenStore store = database.Get<ITokenStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_Stored_IsFoundByIdAndHash()
    {
        var token = await CreateAsync(t => t with
        {
            Labels = new ValueMap([new("team", "edge")]),
            Environment = "production",
            Target = Target.Opa,
            Role = ConsoleRole.Editor,
            SpiffeId = SpiffeId.Parse("spiffe://acme.example/gateway"),
            Environments = ["staging"],
            ExpiresAt = t.ExpiresAt.ToOffset(TimeSpan.FromHours(5)),
        });

        var found = await store.FindAsync(token.Id, Cancellation);
        Assert.Equal(token with { Hash = found!.Hash }, found);
        Assert.Equal(token.Hash.ToArray(), found.Hash.ToArray());
        Assert.Equal(token.Id, (await store.FindByHashAsync(token.Hash, Cancellation))!.Id);
        Assert.Null(await store.FindByHashAsync(new byte[32], Cancellation));
        Assert.Equal(token.Id, (await store.FindBySpiffeIdAsync(SpiffeId.Parse("spiffe://acme.example/gateway"), Cancellation))!.Id);
        Assert.Null(await store.FindBySpiffeIdAsync(SpiffeId.Parse("spiffe://acme.example/other"), Cancellation));
    }

    [Fact]
    public async Task Create_WithAKnownHash_IsRefused()
    {
        var token = await CreateAsync();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => CreateAsync(t => t with { Hash = token.Hash }));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, refused.SqlState);
    }

    [Fact]
    public async Task SpiffeId_IsRegisteredOnceUntilRevoked()
    {
        var id = SpiffeId.Parse("spiffe://acme.example/once");
        var first = await CreateAsync(t => t with { SpiffeId = id });
        var second = first with { Id = Guid.CreateVersion7(), Hash = RandomNumberGenerator.GetBytes(32) };
        Assert.False(await store.CreateAsync(second, Event("taken", AuditActions.TokenCreated), Cancellation));
        Assert.Null(await store.FindAsync(second.Id, Cancellation));
        Assert.Empty(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: "taken"), null, 10, Cancellation));

        await store.RevokeAsync(first.Id, _ => Event("freed", AuditActions.TokenRevoked), Cancellation);
        Assert.Null(await store.FindBySpiffeIdAsync(id, Cancellation));
        Assert.True(await store.CreateAsync(second, Event("free", AuditActions.TokenCreated), Cancellation));
        Assert.Equal(second.Id, (await store.FindBySpiffeIdAsync(id, Cancellation))!.Id);
    }

    [Fact]
    public async Task Revoke_Twice_IsTrueOnce()
    {
        var token = await CreateAsync();
        Assert.Equal([token.Id], await store.RevokeAsync(token.Id, _ => Event("revoked", AuditActions.TokenRevoked), Cancellation));
        Assert.Empty(await store.RevokeAsync(token.Id, _ => Event("revoked", AuditActions.TokenRevoked), Cancellation));

        Assert.Equal(Noon, (await store.FindAsync(token.Id, Cancellation))!.RevokedAt);
        Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: "revoked"), null, 10, Cancellation));
    }

    [Fact]
    public async Task ApiToken_OfAMakerThatIsRevoked_IsNotStored()
    {
        var maker = await CreateAsync();
        AccessToken Made() => maker with { Id = Guid.CreateVersion7(), Kind = TokenKind.Api, Hash = RandomNumberGenerator.GetBytes(32), Owner = maker.Owner with { Kind = ActorKind.Token, TokenId = maker.Id } };
        var made = Made();
        Assert.True(await store.CreateAsync(made, Event("made", AuditActions.TokenCreated), Cancellation));
        Assert.Equal([maker.Id, made.Id], await store.RevokeAsync(maker.Id, token => Event($"ended/{token.Id}", AuditActions.TokenRevoked), Cancellation));

        Assert.False(await store.CreateAsync(Made(), Event("too late", AuditActions.TokenCreated), Cancellation));
        Assert.Empty(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: "too late"), null, 10, Cancellation));
        Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: $"ended/{made.Id}"), null, 10, Cancellation));
    }

    [Fact]
    public async Task Live_AreNeitherRevokedNorExpired()
    {
        var live = await CreateAsync();
        var expired = await CreateAsync(t => t with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) });
        var revoked = await CreateAsync();
        await store.RevokeAsync(revoked.Id, _ => Event("gone"), Cancellation);

        var ids = (await store.LoadLiveAsync(Cancellation)).Select(t => t.Id).ToList();
        Assert.Contains(live.Id, ids);
        Assert.DoesNotContain(expired.Id, ids);
        Assert.DoesNotContain(revoked.Id, ids);
    }

    [Fact]
    public async Task Use_NotedOutOfOrder_KeepsTheLatest()
    {
        var (one, other) = (await CreateAsync(), await CreateAsync());
        await store.NoteUseAsync(new Dictionary<Guid, DateTimeOffset> { [one.Id] = Noon.AddHours(1), [other.Id] = Noon }, Cancellation);
        await store.NoteUseAsync(new Dictionary<Guid, DateTimeOffset> { [one.Id] = Noon, [Guid.NewGuid()] = Noon }, Cancellation);
        Assert.Equal(Noon.AddHours(1), (await store.FindAsync(one.Id, Cancellation))!.LastUsedAt);
        Assert.Equal(Noon, (await store.FindAsync(other.Id, Cancellation))!.LastUsedAt);
    }

    [Fact]
    public async Task List_InPages_IsAllOfThem()
    {
        for (var i = 0; i < 3; i++)
            await CreateAsync();
        var all = await store.ListAsync(null, 1000, Cancellation);
        var rest = await store.ListAsync(all[0].Id, 1000, Cancellation);
        Assert.Equal(all.Skip(1).Select(t => t.Id), rest.Select(t => t.Id));
    }

    [Fact]
    public async Task Tokens_AreFoundByTheirWords()
    {
        const string Mark = "zebra";
        var puller = (await CreateAsync(t => t with { Id = Guid.CreateVersion7(Noon.AddSeconds(1)), Prefix = "accp_Zz_09", Labels = new ValueMap([new("purpose", Mark), new("team", "edge")]), Environment = "production", Service = "payments" })).Id;
        var api = (await CreateAsync(t => t with { Id = Guid.CreateVersion7(Noon.AddSeconds(2)), Kind = TokenKind.Api, Owner = Bob, Labels = new ValueMap([new("purpose", Mark)]), Role = ConsoleRole.Editor, Environments = ["staging", "preview"] })).Id;
        var registered = (await CreateAsync(t => t with { Id = Guid.CreateVersion7(Noon.AddSeconds(3)), Prefix = "", Labels = new ValueMap([new("purpose", Mark)]), SpiffeId = SpiffeId.Parse($"spiffe://acme.example/{Mark}/berlin") })).Id;
        Assert.Equal([puller, api, registered], await FoundAsync(""));
        Assert.Equal([puller], await FoundAsync("ACCP_zz_"));
        Assert.Empty(await FoundAsync("09"));
        Assert.Equal([puller], await FoundAsync("team=EDGE production"));
        Assert.Equal([puller], await FoundAsync("paym"));
        Assert.Equal([api], await FoundAsync("bob preview"));
        Assert.Equal([registered], await FoundAsync("berlin"));
        Assert.Equal([registered], (await store.ListAsync(api, 1, Cancellation, Mark)).Select(t => t.Id));

        async Task<IEnumerable<Guid>> FoundAsync(string words) => (await store.ListAsync(null, 10, Cancellation, $"{Mark} {words}")).Select(t => t.Id);
    }

    private async Task<AccessToken> CreateAsync(Func<AccessToken, AccessToken>? change = null)
    {
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(),
            Kind = TokenKind.Puller,
            Hash = RandomNumberGenerator.GetBytes(32),
            Prefix = "acp_1234",
            Owner = Ada,
            CreatedAt = Noon,
            ExpiresAt = Noon.AddYears(50),
        };
        token = change?.Invoke(token) ?? token;
        await store.CreateAsync(token, Event("token", AuditActions.TokenCreated), Cancellation);
        return token;
    }
}
