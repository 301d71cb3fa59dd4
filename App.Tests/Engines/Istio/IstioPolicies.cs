using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Istio;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>The shared random policies, brought into a mesh: with pods or waypoints, behind a gateway or in front, and with TCP.</summary>
internal static class IstioPolicies
{
    public const string Namespace = "shop";
    public const int Port = 8443;
    public static readonly Guid PipelineId = new("0187c6a2-0000-4000-8000-000000000001");
    public static readonly SpiffeId Gateway = SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/gateway");

    public static PolicyDocument Document(Dice dice, DateTimeOffset now)
    {
        var document = PolicyGen.Document(dice, now);
        return document with
        {
            IdentityProviders = [.. document.IdentityProviders.Select(p => p.Spiffe is { } s ? p with { Spiffe = s with { TrustBundle = TestCertificates.Pem } } : p)],
            Workloads = [.. document.Workloads, .. dice.Chance(50) ? [Second(dice)] : (Workload[])[]],
            Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => InMesh(dice, s.Name, d))] })],
        };
    }

    public static IstioWorkload WorkloadOf(Service service, Deployment deployment) => new(
        deployment.Kubernetes!.Namespace,
        deployment.Kubernetes.Selector.ToDictionary(l => l.Key, l => l.Value),
        Port,
        deployment.Protocol != Protocol.Tcp,
        deployment.Kubernetes.Selector.Count == 0 ? service.Name : null);

    public static ImmutableArray<BundleFile> Compile(PolicySet policy, string environment, string? service, DateTimeOffset now)
    {
        var input = new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, now);
        return new PolicyCompiler([new IstioCompiler()]).Compile(input, before: null).Single(b => b.Scope == new BundleScope(environment, Target.Istio, service)).Files;
    }

    public static HopCoverage Cover(PolicySet policy, DeploymentPolicy deployment) =>
        new IstioCompiler().Cover(policy.Principals, deployment, deployment.Deployment.Hops.Count - 1);

    /// <summary>One service, <c>api</c> in production, one pipeline and one workload that may GET the path.</summary>
    public static PolicyDocument Small(string path, string? branch, bool webSocket, string host) => new()
    {
        IdentityProviders =
        [
            new IdentityProvider { Name = "ci", Oidc = new OidcSettings { Issuer = TokenForge.Issuer, Audience = TokenForge.Audience, Jwks = TokenForge.Shared.Keys } },
            new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = PolicyGen.TrustDomain, TrustBundle = TestCertificates.Pem } },
        ],
        Environments = [new PolicyEnvironment { Name = "production" }],
        Pipelines =
        [
            new Pipeline { Name = "deploy", Id = PipelineId, Provider = "ci", Organization = new Organization { Slug = "acme", Id = PolicyGen.OrganizationId }, Slug = "deploy" },
        ],
        Workloads = [new Workload { Name = "storefront", SpiffeId = SpiffeId.Parse("spiffe://acme.example/ns/shop/sa/storefront") }],
        Services = [new Service { Name = "api", Deployments = [SmallDeployment(webSocket, host)] }],
        Roles = [new Role { Name = "reader", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.Get, Paths = [PathTemplate.Parse(path)] }] }],
        Grants = [Reads("deploys", new PrincipalSelector { Pipelines = Selector.Everything }, branch), Reads("shops", new PrincipalSelector { Workloads = Selector.Everything }, null)],
    };

    /// <summary>The same with thousands of pipelines, of which hundreds have a SPIFFE ID each.</summary>
    public static PolicyDocument Large()
    {
        var small = Small("/b", "main", webSocket: false, "api.acme.example");
        return small with { Pipelines = [.. Enumerable.Range(0, 3_000).Select(i => LargePipeline(small.Pipelines[0], i))] };
    }

    private static Pipeline LargePipeline(Pipeline pipeline, int index) => pipeline with
    {
        Name = $"pipeline-{index}",
        Slug = $"pipeline-{index}",
        Id = new Guid(index, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
        SpiffeId = index < 700 ? SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/ci/pipeline-{index}") : null,
    };

    private static Deployment SmallDeployment(bool webSocket, string host) => new()
    {
        Environment = "production",
        Hosts = [host],
        Hops = [new Hop { Engine = Target.Istio }],
        Kubernetes = new KubernetesWorkload { Namespace = Namespace, Selector = new ValueMap([new("app", "api")]), Port = Port },
        WebSocket = webSocket,
    };

    private static Grant Reads(string name, PrincipalSelector principals, string? branch) => new()
    {
        Name = name,
        Effect = Effect.Allow,
        Principals = principals,
        Role = "reader",
        Environments = ["production"],
        When = branch is null ? Conditions.None : new Conditions { Branches = [Pattern.Parse(branch)] },
    };

    /// <summary>One that a token of the same provider may name together with others.</summary>
    private static Workload Second(Dice dice) => new()
    {
        Name = "second",
        Provider = dice.One("cloud", "ci"),
        Claims = dice.One(
            new ValueMap([new("account", "1234")]), new ValueMap([new("build_source", "ui")]), new ValueMap([new("sub", "other"), new("account", "1234")])),
    };

    private static Deployment InMesh(Dice dice, string service, Deployment deployment) => deployment with
    {
        Protocol = dice.Chance(12) ? Protocol.Tcp : Protocol.Http,
        Hops = dice.Chance(40) ? [new Hop { Engine = Target.Nginx, SpiffeId = Gateway }, new Hop { Engine = Target.Istio }] : [new Hop { Engine = Target.Istio }],
        Kubernetes = new KubernetesWorkload
        {
            Namespace = Namespace,
            Selector = dice.Chance(75) ? new ValueMap([new("app", service)]) : ValueMap.Empty,
            Port = dice.Chance(80) ? Port : 0,
        },
    };
}
