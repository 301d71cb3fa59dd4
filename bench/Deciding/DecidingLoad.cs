using System.Text.Json.Nodes;
using AccessConsole.Bench.Policy;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;

namespace AccessConsole.Bench.Deciding;

/// <summary>The policy and the calls that all are measured with: each caller's own signed token, granted and not granted in turn.</summary>
internal sealed class DecidingLoad
{
    public const string Environment = "staging";
    private const int Callers = 500;
    private const int Batch = 100;

    public DecidingLoad(int grants)
    {
        var document = BigPolicy.Document(Math.Min(grants, BigPolicy.Services), Target.Opa);
        Document = document with { IdentityProviders = [.. document.IdentityProviders.Select(p => p with { Oidc = p.Oidc! with { Jwks = TokenForge.Shared.Keys, MaxTokenLifetime = TimeSpan.FromHours(1) } })] };
        Grants = [.. document.Grants.Where(g => g.Effect == Effect.Allow)];
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Calls = [.. Enumerable.Range(0, Callers).Select(i => CallOf(Grants[i % Grants.Count], i, now))];
    }

    public PolicyDocument Document { get; }

    /// <summary>Those that allow.</summary>
    public IReadOnlyList<Grant> Grants { get; }

    public IReadOnlyList<DecidingCall> Calls { get; }

    private static DecidingCall CallOf(Grant grant, int index, long now)
    {
        var number = int.Parse(grant.Name["grant-".Length..]);
        var service = BigPolicy.ServiceName(BigPolicy.ServiceOf(number));
        var token = TokenForge.Shared.Sign(new JsonObject
        {
            ["iss"] = "https://agent.buildkite.com",
            ["aud"] = $"https://access.acme.example/{Environment}/{service}",
            ["iat"] = now,
            ["exp"] = now + 3_000,
            ["organization_id"] = BigPolicy.Organization.ToString(),
            ["pipeline_id"] = BigPolicy.PipelineId(BigPolicy.PipelineOf(number)).ToString(),
            ["build_branch"] = "release/7",
            ["build_number"] = index,
        });
        return new DecidingCall(token, service, [.. Enumerable.Range(0, Batch).Select(i => (i + index) % 2 == 0 ? $"/v1/items/{i}/parts" : $"/other/{i}")]);
    }
}

/// <param name="Paths">A hundred, of which the first is asked about alone.</param>
internal sealed record DecidingCall(string Token, string Service, IReadOnlyList<string> Paths)
{
    public static bool IsAllowed(string path) => path.StartsWith("/v1/", StringComparison.Ordinal);
}
