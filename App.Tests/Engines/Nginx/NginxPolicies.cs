using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Small policies of one service, <c>api</c> in production, with a probe and one grant to the pipeline <c>deploy</c>.</summary>
internal static class NginxPolicies
{
    public const string Environment = "production";
    public const string Service = "api";
    public const string Host = "api.acme.example";

    public static Grant Grant { get; } = new()
    {
        Name = "deploy-may",
        Effect = Effect.Allow,
        Principals = new PrincipalSelector { Pipelines = new Selector.Names(["deploy"]), Workloads = new Selector.Names(["storefront"]) },
        Role = "all",
        Environments = [Environment],
        Reason = "free text; must $not { reach \" nginx",
    };

    public static Deployment DeploymentTo(string? upstream) => new()
    {
        Environment = Environment,
        Hosts = [Host],
        Upstream = upstream,
        Hops = [new Hop { Engine = Target.Nginx }],
        Probes = [PathTemplate.Parse("/healthz")],
    };

    public static PolicyDocument Document(Deployment deployment, params ValueList<Grant> grants) => new()
    {
        IdentityProviders =
        [
            new IdentityProvider { Name = "ci", Oidc = new OidcSettings { Issuer = TokenForge.Issuer, Audience = TokenForge.Audience, Jwks = TokenForge.Shared.Keys } },
        ],
        Environments = [new PolicyEnvironment { Name = Environment }],
        Pipelines =
        [
            new Pipeline
            {
                Name = "deploy",
                Id = new Guid("0187c6a2-0000-4000-8000-000000000001"),
                Provider = "ci",
                Organization = new Organization { Slug = "acme", Id = PolicyGen.OrganizationId },
                Slug = "deploy",
            },
        ],
        Workloads = [new Workload { Name = "storefront", SpiffeId = SpiffeId.Parse("spiffe://acme.example/ns/shop/sa/storefront") }],
        Services = [new Service { Name = Service, Deployments = [deployment] }],
        Roles = [new Role { Name = "all", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.All, Paths = [PathTemplate.Everything] }] }],
        Grants = grants,
    };

    public static PolicySet Policy(Deployment deployment, params ValueList<Grant> grants) => PolicySet.Of(Document(deployment, grants));

    /// <summary>A token that names the pipeline <c>deploy</c> for the service.</summary>
    /// <param name="age">How many seconds ago it was issued; it lasts for 300.</param>
    /// <param name="more">Claims besides those that name the pipeline.</param>
    public static string Token(int age = 0, System.Text.Json.Nodes.JsonObject? more = null)
    {
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - age;
        var claims = new System.Text.Json.Nodes.JsonObject
        {
            ["iss"] = TokenForge.Issuer,
            ["aud"] = $"{TokenForge.Audience}/{Environment}/{Service}",
            ["iat"] = seconds,
            ["exp"] = seconds + 300,
            ["organization_id"] = PolicyGen.OrganizationId.ToString(),
            ["pipeline_id"] = "0187c6a2-0000-4000-8000-000000000001",
        };
        foreach (var (name, value) in more ?? [])
            claims[name] = value?.DeepClone();
        return TokenForge.Shared.Sign(claims, "ES256");
    }
}
