using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Components.Pages.Editing;

/// <summary>What the YAML of a new object begins with: what it must have, empty, so that its fields are named before anybody looks them up.</summary>
public static class NewObjectText
{
    public static string Of(PolicyKind kind, PolicySet policy)
    {
        var environment = policy.Environments.Keys.FirstOrDefault() ?? "";
        var provider = policy.Providers.Values.FirstOrDefault(p => p.Oidc is not null)?.Name ?? "";
        var organization = policy.Pipelines.Values.FirstOrDefault()?.Organization;
        return kind switch
        {
            PolicyKind.IdentityProvider =>
                """
                # Who vouches for callers: an OpenID Connect issuer (oidc), a SPIFFE trust domain (spiffe), or both.
                name: ""
                oidc:
                  issuer: https://agent.buildkite.com
                  audience: ""
                  jwksUri: https://agent.buildkite.com/.well-known/jwks

                """,
            PolicyKind.Environment =>
                """
                # approvals: how many people besides the author a change needs that takes effect here.
                name: ""
                approvals: 1
                exactness: at-least-one-hop

                """,
            PolicyKind.Pipeline =>
                $$"""
                # id: the pipeline's UUID, as Buildkite shows it under its settings. It survives renaming there; the slug does not.
                name: ""
                provider: {{Quoted(provider)}}
                organization: { slug: {{Quoted(organization?.Slug ?? "")}}{{(organization?.Id is { } id ? $", id: {id}" : "")}} }
                slug: ""

                """,
            PolicyKind.Workload =>
                """
                # A caller that is no pipeline, by its SPIFFE id or by a provider's claims.
                name: ""
                spiffeId: ""

                """,
            PolicyKind.Service =>
                $$"""
                # A deployment for each environment: hosts are what callers ask for, upstream is where the gateway forwards to, hops are the engines on the way.
                name: ""
                deployments:
                  - environment: {{Quoted(environment)}}
                    hosts: []
                    upstream: ""
                    hops: [nginx]

                """,
            PolicyKind.Role =>
                """
                # A bundle of permissions that grants give: services by name or labels, methods, paths ({*} is one segment, ** the rest).
                name: ""
                permissions:
                  - services: { names: [] }
                    methods: [GET]
                    paths: ["/"]

                """,
            PolicyKind.Test =>
                $$"""
                # What the policy must always answer. A change under which it does not cannot be published.
                name: ""
                given: { pipeline: "", branch: main, environment: {{Quoted(environment)}}, service: "", method: GET, path: "/" }
                expect: deny

                """,
            PolicyKind.Grant =>
                """
                name: ""
                effect: allow
                principals:
                  pipelines:
                    names: []
                role: ""
                environments: []

                """,
        };
    }

    private static string Quoted(string name) => name.Length == 0 ? "\"\"" : name;
}
