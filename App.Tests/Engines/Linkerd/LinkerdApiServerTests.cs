using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>A real API server takes what is compiled, by Linkerd's own definitions and with no field that they do not know.</summary>
public sealed class LinkerdApiServerTests
{
    private const int Policies = 25;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Objects_OfRandomPolicies_AreTaken()
    {
        await using var server = await KubernetesRig.StartAsync();
        var seed = Dice.Seed;
        for (var i = 0; i < Policies; i++)
        {
            var policy = PolicySet.Of(LinkerdPolicies.Document(new Dice(seed + i), Now));
            foreach (var environment in PolicyGen.EnvironmentNames)
                await AssertTaken(server, LinkerdPolicies.Text(policy, service: null, Now, environment), $"seed {seed + i}");
        }
    }

    [Fact]
    public async Task Objects_OfALargeDeployment_AreStored()
    {
        await using var server = await KubernetesRig.StartAsync();
        await AssertTaken(server, LinkerdPolicies.Text(PolicySet.Of(LinkerdPolicies.Large()), service: null, Now), "large", dryRun: false);
    }

    [Fact]
    public async Task Objects_ThatTheDefinitionsDoNotKnow_AreRefused()
    {
        await using var server = await KubernetesRig.StartAsync();
        var small = LinkerdPolicies.Small("/a");
        var limit = new RateLimit { Requests = 2, Per = RatePeriod.Second };
        var documents = Documents(LinkerdPolicies.Text(PolicySet.Of(small with { Grants = [small.Grants[0] with { RateLimit = limit }] }), "api", Now));
        Assert.Equal(["Server", "HTTPRoute", "MeshTLSAuthentication", "AuthorizationPolicy", "HTTPLocalRateLimitPolicy"], documents.Select(d => LinkerdObject.Read(d)[0].Kind));
        foreach (var (document, word) in documents.Zip(["accessPolicy", "matches", "identities", "requiredAuthenticationRefs", "clientRefs"]))
        {
            Assert.Null(await server.CreateAsync(document));
            Assert.Contains("unknown field", await server.CreateAsync(document.Replace($"{word}:", $"{word}Of:", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
    }

    private static async Task AssertTaken(KubernetesRig server, string yaml, string context, bool dryRun = true)
    {
        foreach (var document in Documents(yaml))
            Assert.Null(await server.CreateAsync(document, dryRun) is { } complaint ? $"{context}: {complaint}\n{document}" : null);
    }

    private static string[] Documents(string yaml) => yaml.Split("---\n", StringSplitOptions.RemoveEmptyEntries);
}
