using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Signing;
using AccessConsole.IssuerKeys;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.IssuerKeys;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AccessConsole.Tests.Signer;

/// <summary>The signer's own look at an issuer, whatever the console says that it found there.</summary>
public sealed class IssuerLookupTests
{
    [Fact]
    public async Task Key_IsTakenWhereTheSignerFindsItToo()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        issuer.Serve("one", "two");
        var served = await ServedAsync(issuer);
        await using var signer = Begin(issuer, served.Keys[0]);

        var answer = await signer.SignAsync(Rotation(served));

        Assert.True(answer.Refusal is null, answer.Refusal?.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_ThatTheSignerDoesNotFind_IsRefused(bool isAway)
    {
        await using var issuer = await FakeIssuer.StartAsync();
        issuer.Serve("one", "evil");
        var claimed = await ServedAsync(issuer);
        issuer.Serve("one", "two");
        if (isAway)
            issuer.Answer = context => Task.FromResult(context.Response.StatusCode = StatusCodes.Status500InternalServerError);
        await using var signer = Begin(issuer, claimed.Keys.Single(key => key.Kid == "one"));

        var answer = await signer.SignAsync(Rotation(claimed));

        Assert.Equal(SigningRefusalKind.IssuerKeys, answer.Refusal!.Kind);
        Assert.Contains("`evil` of identity provider `ci` is none that the signer finds", answer.Refusal.Message, StringComparison.Ordinal);
    }

    private static DeskFixture Begin(FakeIssuer issuer, Jwk known) => new(
        DeskFixture.Read(SmallPolicy.With(
            """{ issuer: "https://agent.ci.example", audience: "https://access.acme.example", jwks: { keys: [] } }""",
            $$"""{ issuer: "{{issuer.Issuer}}", audience: "https://access.acme.example", jwksUri: "{{issuer.Issuer}}/jwks" }""")),
        DeskFixture.Keys.Add("ci", new JwkSet { Keys = [known] }));

    private static SigningRequest Rotation(JwkSet keys) => DeskFixture.Change("none", 8) with
    {
        Kind = SigningKind.IssuerKeys,
        Patch = PolicyPatch.Empty,
        NewIds = [],
        IssuerKeys = DeskFixture.Keys.Add("ci", keys),
    };

    private static async Task<JwkSet> ServedAsync(FakeIssuer issuer)
    {
        using var client = new HttpClient();
        return FetchedKeys.Parse(Encoding.UTF8.GetString(await client.GetByteArrayAsync(new Uri($"{issuer.Issuer}/jwks"), TestContext.Current.CancellationToken)));
    }
}
