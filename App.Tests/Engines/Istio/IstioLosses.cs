using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>What Istio cannot say, put into policies, and requests that show it: workloads known by claims that it reads otherwise, and SPIFFE IDs shared across organizations.</summary>
internal static class IstioLosses
{
    private static readonly Role Everything = new() { Name = "everything", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.All, Paths = [PathTemplate.Everything] }] };

    public static PolicyDocument In(Dice dice, PolicyDocument document) => document with
    {
        Pipelines = dice.Chance(50) ? document.Pipelines : [.. document.Pipelines, Elsewhere(document.Pipelines[0])],
        Workloads = [.. document.Workloads.Select(w => w.Name != "report" ? w : w with { Claims = dice.One(Claims("sub", "*"), Claims("sub", "report*"), Claims("scope", "read"), w.Claims) })],
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
        return wire with { Method = dice.One("GET", "POST", "OPTIONS"), Headers = [header] };
    }

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
