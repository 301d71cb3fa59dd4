using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>
/// What Istio cannot say, put into policies, and requests that show it: workloads known by claims that it reads otherwise, SPIFFE IDs shared across
/// organizations, and more SPIFFE IDs than a deployment lists.
/// </summary>
internal static class IstioLosses
{
    private static readonly Role Everything = new() { Name = "everything", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.All, Paths = [PathTemplate.Everything] }] };

    public static PolicyDocument In(Dice dice, PolicyDocument document) => document with
    {
        Pipelines = dice.Chance(50) ? document.Pipelines : [.. document.Pipelines, Elsewhere(document.Pipelines[0])],
        Workloads =
        [
            .. document.Workloads.Select(w => w.Name != "report" ? w : w with { Claims = dice.One(Claims("sub", "*"), Claims("sub", "report*"), Claims("scope", "read"), w.Claims) }),
            .. dice.Chance(50) ? [] : Crowd,
        ],
        // Whom Istio cannot tell is to be kept from what anyone may.
        Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => d with { Cors = d.Cors || dice.Chance(50) })] })],
        Roles = [.. document.Roles, Everything],
        Grants = [.. document.Grants, Grant(dice)],
    };

    /// <summary>The same with a good token that has odd claims.</summary>
    public static WireRequest Request(Dice dice, PolicyDocument document, WireRequest wire, DateTimeOffset now)
    {
        var provider = document.IdentityProviders[dice.Chance(50) ? 0 : 1].Oidc!;
        var claims = RequestGen.Claims(dice, provider, wire.Environment, wire.Service, now);
        if (dice.Chance(40))
            claims["sub"] = dice.One("*", "report*", "report");
        if (dice.Chance(40))
            claims["scope"] = dice.One("read", "read write");
        var token = TokenForge.Shared.Sign(claims, "ES256");
        var header = KeyValuePair.Create(provider.TokenHeader, provider.TokenHeader == OidcSettings.DefaultTokenHeader ? $"Bearer {token}" : token);
        // Beside a certificate of a pipeline's own, or one that is nobody's among many that are somebody's.
        string[] peers = [.. document.Pipelines.Select(p => p.SpiffeId?.Text).OfType<string>(), $"spiffe://{PolicyGen.TrustDomain}/ns/nobody"];
        var certificate = dice.Chance(40) ? new ClientCertificate(ClientCertificateKind.Valid, peers[dice.Below(peers.Length)]) : wire.Certificate;
        return wire with { Method = dice.One("GET", "POST", "OPTIONS"), Headers = [header], Certificate = certificate };
    }

    /// <summary>More than a deployment lists, beside the IDs that requests come with.</summary>
    private static IEnumerable<Workload> Crowd => Enumerable.Range(0, 300).Select(i => new Workload
    {
        Name = $"crowd-{i}",
        SpiffeId = SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/{(i % 2 == 0 ? "ci" : "ns")}/crowd-{i}"),
    });

    private static Grant Grant(Dice dice) => new()
    {
        Name = "grant-report",
        Effect = dice.One(Effect.Allow, Effect.Deny),
        Principals = new PrincipalSelector { Workloads = new Selector.Names(["report"]) },
        Role = Everything.Name,
        Environments = [.. PolicyGen.EnvironmentNames],
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
