using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Linkerd;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>The shared random policies, brought into Linkerd's mesh: behind a gateway or in front, with gRPC and TCP, and with paths that overlap in every way.</summary>
internal static class LinkerdPolicies
{
    public const string Namespace = "shop";
    public const int Port = 8443;
    public static readonly SpiffeId Gateway = SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/ns/edge/sa/gateway");
    public static readonly SpiffeId Storefront = SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/ns/shop/sa/storefront");

    private static readonly string[] Overlapping = ["/{*}/**", "/{*}/b/**", "/a/{*}/**", "/{*}/b/{*}", "/a/{*}/{*}", "/{*}/{*}", "/{*}/", "/a/b/{*}", "/admin/{*}/**", "/ad/**"];

    public static PolicyDocument Document(Dice dice, DateTimeOffset now)
    {
        var document = PolicyGen.Document(dice, now);
        return document with
        {
            IdentityProviders = [.. document.IdentityProviders.Select(p => p.Spiffe is { } s ? p with { Spiffe = s with { TrustBundle = TestCertificates.Pem } } : p)],
            Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => InMesh(dice, s.Name, d))] })],
            Roles = [.. document.Roles.Select(r => r with { Permissions = [.. r.Permissions.Select(p => Overlapped(dice, p))] })],
            // Without conditions there is more for a certificate to do.
            Grants = [.. document.Grants.Select(g => dice.Chance(50) ? g with { When = Conditions.None } : g)],
        };
    }

    public static LinkerdPod PodOf(Deployment deployment) =>
        new(deployment.Kubernetes!.Namespace, deployment.Kubernetes.Selector.ToDictionary(l => l.Key, l => l.Value), Port);

    public static ImmutableArray<BundleFile> Compile(PolicySet policy, string environment, string? service, DateTimeOffset now)
    {
        var input = new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, now);
        return new PolicyCompiler([new LinkerdCompiler()]).Compile(input, before: null).Single(b => b.Scope == new BundleScope(environment, Target.Linkerd, service)).Files;
    }

    public static string Text(PolicySet policy, string? service, DateTimeOffset now, string environment = "production") =>
        Encoding.UTF8.GetString(Compile(policy, environment, service, now).Single(f => f.Path == LinkerdCompiler.ResourcesPath).Content.Span);

    public static HopCoverage Cover(PolicySet policy, DeploymentPolicy deployment) =>
        new LinkerdCompiler().Cover(policy.Principals, deployment, deployment.Deployment.Hops.Count - 1);

    /// <summary>One service, <c>api</c> in production, with grants to the workload <c>storefront</c> of one path each, GET.</summary>
    public static PolicyDocument Small(params string[] paths) => new()
    {
        IdentityProviders =
        [
            new IdentityProvider { Name = "ci", Oidc = new OidcSettings { Issuer = TokenForge.Issuer, Audience = TokenForge.Audience, Jwks = TokenForge.Shared.Keys } },
            new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = PolicyGen.TrustDomain, TrustBundle = TestCertificates.Pem } },
        ],
        Environments = [new PolicyEnvironment { Name = "production" }],
        Pipelines = [Pipeline("deploy", 1)],
        Workloads = [new Workload { Name = "storefront", SpiffeId = Storefront }],
        Services =
        [
            new Service
            {
                Name = "api",
                Deployments =
                [
                    new Deployment
                    {
                        Environment = "production",
                        Hosts = ["api.acme.example"],
                        Hops = [new Hop { Engine = Target.Linkerd }],
                        Kubernetes = new KubernetesWorkload { Namespace = Namespace, Selector = new ValueMap([new("app", "api")]), Port = Port },
                    },
                ],
            },
        ],
        Roles = [.. paths.Select((path, i) => new Role { Name = $"role-{i}", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.Get, Paths = [PathTemplate.Parse(path)] }] })],
        Grants = [.. paths.Select((_, i) => Grant($"grant-{i}", $"role-{i}", new PrincipalSelector { Workloads = Selector.Everything }))],
    };

    public static Pipeline Pipeline(string name, int index, SpiffeId? id = null) => new()
    {
        Name = name,
        Slug = name,
        Id = new Guid(index, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
        Provider = "ci",
        Organization = new Organization { Slug = "acme", Id = PolicyGen.OrganizationId },
        SpiffeId = id,
    };

    public static Grant Grant(string name, string role, PrincipalSelector principals, Effect effect = Effect.Allow) =>
        new() { Name = name, Effect = effect, Principals = principals, Role = role, Environments = ["production"] };

    /// <summary>Thousands of pipelines with certificates, and as many paths as there may be.</summary>
    public static PolicyDocument Large()
    {
        var small = Small([.. Enumerable.Range(0, 120).Select(i => $"/service/{i}/**")]);
        return small with
        {
            Pipelines = [.. Enumerable.Range(0, 3_000).Select(i => Pipeline($"pipeline-{i}", i, SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/ci/{new string('x', 300)}/pipeline-{i}")))],
            Grants = [.. small.Grants, Grant("pipelines", "role-0", new PrincipalSelector { Pipelines = Selector.Everything })],
        };
    }

    private static Deployment InMesh(Dice dice, string service, Deployment deployment) => deployment with
    {
        Protocol = dice.One(Protocol.Http, Protocol.Http, Protocol.Http, Protocol.Http, Protocol.Grpc, Protocol.Tcp),
        Isolation = dice.Chance(15) ? Isolation.Pipelines : Isolation.All,
        Hops = dice.Chance(15) ? [new Hop { Engine = Target.Nginx, SpiffeId = Gateway }, new Hop { Engine = Target.Linkerd }] : [new Hop { Engine = Target.Linkerd }],
        Kubernetes = new KubernetesWorkload { Namespace = Namespace, Selector = new ValueMap([new("app", service)]), Port = Port },
    };

    private static Permission Overlapped(Dice dice, Permission permission) =>
        dice.Chance(60) ? permission with { Paths = [.. permission.Paths, .. dice.Some(Overlapping).Take(2).Select(PathTemplate.Parse)] } : permission;
}
