using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>
/// Policies with what Istio cannot say: workloads known by claims that it reads otherwise, and SPIFFE IDs shared across organizations.
/// Where the coverage says narrower Istio allows nothing that the evaluator denies, where it says wider it denies nothing that the evaluator
/// allows, and both differ somewhere.
/// </summary>
public sealed class IstioContainmentTests
{
    private const int Policies = 60;
    private const int RequestsForEach = 100;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Narrower_AllowsNothingMore_AndWider_DeniesNothingMore()
    {
        var seed = Random.Shared.Next(1_000_000);
        var differing = new SortedSet<Coverage>();
        for (var i = 0; i < Policies; i++)
            Compare(new Dice(seed + i), $"seed {seed + i}", differing);
        Assert.Equal([Coverage.Narrower, Coverage.Wider], differing);
    }

    private static void Compare(Dice dice, string context, SortedSet<Coverage> differing)
    {
        var document = WithLosses(dice, IstioPolicies.Document(dice, Now));
        var policy = PolicySet.Of(document);
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        foreach (var deployment in policy.DeploymentsIn("production").Where(d => d.Deployment.Mode == Mode.Enforce))
        {
            var hop = IstioPolicies.Cover(policy, deployment);
            var interpreter = new IstioInterpreter(
                IstioObject.Read(IstioPolicies.Compile(policy, "production", deployment.Service.Name, Now)), IstioPolicies.WorkloadOf(deployment.Service, deployment.Deployment));
            for (var i = 0; i < RequestsForEach; i++)
            {
                var wire = Request(dice, document, deployment.Service.Name);
                var comparison = new Comparison(policy, deployment, hop, wire, verifier);
                var allowed = interpreter.Allows(comparison.ToIstio());
                if (allowed == comparison.Expected || comparison.NamedDifference() is not null)
                    continue;
                var direction = allowed ? Coverage.Wider : Coverage.Narrower;
                Assert.True(hop.Losses.Any(l => l.Coverage == direction), $"{context}: {direction}, which no loss names, at {wire.Service}: {wire.Method} {wire.Path} {Comparison.Claims(wire)?.ToJsonString()}");
                differing.Add(direction);
            }
        }
    }

    /// <summary>A good token with odd claims, often beside a certificate that is somebody's.</summary>
    private static WireRequest Request(Dice dice, PolicyDocument document, string service)
    {
        var provider = document.IdentityProviders[dice.Chance(50) ? 0 : 1].Oidc!;
        var claims = RequestGen.Claims(dice, provider, "production", service, Now);
        if (dice.Chance(40))
            claims["sub"] = dice.One("*", "report*", "report");
        if (dice.Chance(40))
            claims["scope"] = dice.One("read", "read write");
        var token = TokenForge.Shared.Sign(claims, "ES256");
        var header = KeyValuePair.Create(provider.TokenHeader, provider.TokenHeader == OidcSettings.DefaultTokenHeader ? $"Bearer {token}" : token);
        return RequestGen.Request(dice, document, Now) with { Environment = "production", Service = service, Method = dice.One("GET", "POST", "OPTIONS"), Headers = [header] };
    }

    private static PolicyDocument WithLosses(Dice dice, PolicyDocument document) => document with
    {
        Pipelines = dice.Chance(50) ? document.Pipelines : [.. document.Pipelines, Elsewhere(document.Pipelines[0])],
        Workloads = [.. document.Workloads.Select(w => w.Name != "report" ? w : w with { Claims = dice.One(Claims("sub", "*"), Claims("sub", "report*"), Claims("scope", "read"), w.Claims) })],
    };

    private static ValueMap Claims(string name, string value) => new([new("account", "1234"), new(name, value)]);

    private static Pipeline Elsewhere(Pipeline pipeline) => pipeline with
    {
        Name = "elsewhere",
        Slug = "elsewhere",
        Id = new Guid("0187c6a2-0000-4000-8000-0000000000ee"),
        Organization = new Organization { Slug = "partner-org", Id = new Guid("01860a1c-0000-4000-8000-0000000000ee") },
        SpiffeId = pipeline.SpiffeId ?? SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/ci/shared-queue"),
    };
}
