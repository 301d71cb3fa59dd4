using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Nginx;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;

namespace AccessConsole.Bench.Nginx;

/// <summary>One service that a workload may call by its certificate, and a hundred pipelines by their tokens from one branch.</summary>
internal static class MeasuredPolicy
{
    public const string Environment = "production";
    public const string Service = "api";
    public const string DecidedHost = "api.acme.example";
    public const string ForwardedHost = "forwarded.acme.example";
    public const string PlainHost = "plain.acme.example";
    public const string SpiffeId = "spiffe://acme.example/ns/shop/sa/storefront";
    public static readonly Guid OrganizationId = new("01860a1c-0000-4000-8000-000000000001");
    private const int Pipelines = 100;

    public static string Pipeline(int index) => $"pipeline-{index}";

    public static Guid PipelineId(int index) => new($"0187c6a2-0000-4000-8000-{index:D12}");

    public static ImmutableArray<BundleFile> Compile(string upstream, string trustBundle)
    {
        var policy = PolicySet.Of(Document(upstream, trustBundle));
        var compiler = new NginxCompiler();
        var input = new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch);
        return compiler.Assemble(input, new BundleScope(Environment, Target.Nginx), [.. policy.DeploymentsIn(Environment).Select(compiler.Compile)]);
    }

    private static PolicyDocument Document(string upstream, string trustBundle) => new()
    {
        IdentityProviders =
        [
            new IdentityProvider { Name = "ci", Oidc = new OidcSettings { Issuer = TokenForge.Issuer, Audience = TokenForge.Audience, Jwks = TokenForge.Shared.Keys } },
            new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = "acme.example", TrustBundle = trustBundle } },
        ],
        Environments = [new PolicyEnvironment { Name = Environment }],
        Pipelines = [.. Enumerable.Range(0, Pipelines).Select(PipelineOf)],
        Workloads = [new Workload { Name = "storefront", SpiffeId = Core.Model.SpiffeId.Parse(SpiffeId) }],
        Services =
        [
            new Service
            {
                Name = Service,
                Deployments = [new Deployment { Environment = Environment, Hosts = [DecidedHost], Upstream = upstream, Hops = [new Hop { Engine = Target.Nginx }] }],
            },
        ],
        Roles = [new Role { Name = "reader", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.All, Paths = [PathTemplate.Parse("/v1/items/{*}/parts")] }] }],
        Grants = [.. Enumerable.Range(0, Pipelines).Select(GrantOf), GrantTo("storefront", new PrincipalSelector { Workloads = new Selector.Names(["storefront"]) }, Conditions.None)],
    };

    private static Pipeline PipelineOf(int index) => new()
    {
        Name = Pipeline(index),
        Id = PipelineId(index),
        Provider = "ci",
        Organization = new Organization { Slug = "acme", Id = OrganizationId },
        Slug = Pipeline(index),
    };

    private static Grant GrantOf(int index) => GrantTo(
        Pipeline(index), new PrincipalSelector { Pipelines = new Selector.Names([Pipeline(index)]) }, new Conditions { Branches = [Pattern.Parse("main")] });

    private static Grant GrantTo(string name, PrincipalSelector principals, Conditions when) => new()
    {
        Name = $"{name}-may",
        Effect = Effect.Allow,
        Principals = principals,
        Role = "reader",
        Environments = [Environment],
        When = when,
    };
}
