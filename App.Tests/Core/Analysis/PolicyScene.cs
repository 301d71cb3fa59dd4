using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Tests.Core.Analysis;

/// <summary>A small policy that reads well in sentences: one service to deploy to, one that isolates pipelines only.</summary>
internal static class PolicyScene
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static readonly Grant Migrates = new()
    {
        Name = "payments-deploy-migrates",
        Effect = Effect.Allow,
        Principals = new PrincipalSelector { Pipelines = new Selector.Names(["payments-deploy"]) },
        Role = "migrator",
        Environments = ["production"],
        When = new Conditions { Branches = [Pattern.Parse("main"), Pattern.Parse("release/*")] },
        Expires = new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public static readonly PolicyTest FeatureBranches = new()
    {
        Name = "feature branches never migrate",
        Given = new DecisionRequest { Pipeline = "payments-deploy", Branch = "feature/x", Environment = "production", Service = "payments-api", Method = "POST", Path = "/admin/migrations/1" },
        Expect = Effect.Deny,
    };

    /// <summary>Everything but grants and tests.</summary>
    public static PolicySet Bare { get; } = PolicySet.Of(new PolicyDocument
    {
        IdentityProviders =
        [
            new IdentityProvider { Name = "buildkite", Oidc = new OidcSettings { Issuer = "https://agent.buildkite.com", Audience = "https://access.acme.example" } },
            new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = "acme.example", CiPaths = ["/ci"] } },
        ],
        Environments = [new PolicyEnvironment { Name = "production", Approvals = 2 }, new PolicyEnvironment { Name = "staging" }],
        Pipelines = [.. Enumerable.Range(1, 12).Select(i => Pipeline($"team-{i:00}", i)), Pipeline("payments-deploy", 99)],
        Workloads = [new Workload { Name = "storefront", SpiffeId = SpiffeId.Parse("spiffe://acme.example/ns/shop/sa/storefront") }],
        Services = [Service("payments-api", Isolation.All, "production", "staging"), Service("search", Isolation.Pipelines, "production")],
        Roles = [Role("migrator", MethodSet.Of("POST"), "/admin/migrations/**"), Role("reader", MethodSet.Get, "/**")],
    });

    public static PolicySet WithGrant { get; } = Bare.Apply(Upsert(Migrates));

    public static PolicyPatch Upsert(params PolicyObject[] objects) => new() { Upserts = objects.ToValueList() };

    public static PolicySet With(this PolicySet policy, params PolicyObject[] objects) => policy.Apply(Upsert(objects));

    public static PolicySet WithDeployment(this PolicySet policy, string service, string environment, Func<Deployment, Deployment> change)
    {
        var former = policy.Services[service];
        return policy.With(former with { Deployments = [.. former.Deployments.Select(d => d.Environment == environment ? change(d) : d)] });
    }

    private static Pipeline Pipeline(string name, int number) => new()
    {
        Name = name,
        Id = new Guid($"0187c6a2-0000-4000-8000-0000000000{number:00}"),
        Provider = "buildkite",
        Organization = new Organization { Slug = "acme", Id = new Guid("01860a1c-0000-4000-8000-000000000001") },
        Slug = name,
        Labels = new ValueMap([new("team", "payments"), new("name", name)]),
    };

    private static Service Service(string name, Isolation isolation, params string[] environments) => new()
    {
        Name = name,
        Deployments = [.. environments.Select((e, i) => new Deployment
        {
            Environment = e,
            Hosts = [$"{name}.{e}.acme.example"],
            Upstream = $"http://10.0.0.{i + 1}",
            Hops = [new Hop { Engine = Target.Nginx }],
            Isolation = isolation,
        })],
    };

    private static Role Role(string name, MethodSet methods, string path) => new()
    {
        Name = name,
        Permissions = [new Permission { Services = Selector.Everything, Methods = methods, Paths = [PathTemplate.Parse(path)] }],
    };
}
