using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Consul;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>The shared random policies, brought into a Consul: with its SPIFFE IDs, most of them, behind a gateway or in front, and with TCP.</summary>
internal static class ConsulPolicies
{
    public static readonly Guid PipelineId = new("0187c6a2-0000-4000-8000-000000000001");
    public static readonly SpiffeId Gateway = IdOf("ingress");

    /// <summary>Claims of which no pipeline's token has both, however pipelines are identified.</summary>
    private static readonly ValueMap OfAPartner = new([new("organization_slug", "partner"), new("organization_id", "01860a1c-0000-4000-8000-0000000000ff")]);

    public static SpiffeId IdOf(string service, string datacenter = "dc1") => SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/ns/default/dc/{datacenter}/svc/{service}");

    /// <param name="isPlain">Whether grants ask only for what Consul can say.</param>
    public static PolicyDocument Document(Dice dice, DateTimeOffset now, bool isPlain = false)
    {
        var document = PolicyGen.Document(dice, now);
        return document with
        {
            IdentityProviders = [.. document.IdentityProviders.Select(p => p.Spiffe is { } s ? p with { Spiffe = InConsul(dice, s) } : p)],
            Pipelines = [.. document.Pipelines.Select(p => p with { SpiffeId = InConsul(dice, p.SpiffeId, isPlain) })],
            Workloads =
            [
                .. document.Workloads.Select(w => w with { SpiffeId = InConsul(dice, w.SpiffeId, isPlain), Claims = isPlain && w.Name == "mixed" ? OfAPartner : w.Claims }),
                .. !isPlain && dice.Chance(25) ? Crowd : [],
            ],
            Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => InConsul(dice, s.Name, d))] })],
            Grants = [.. document.Grants.Select(g => isPlain ? Plain(dice, g) : g)],
        };
    }

    public static ImmutableArray<BundleFile> Files(PolicySet policy, string environment, string? service, DateTimeOffset now)
    {
        var input = new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, now);
        return new PolicyCompiler([new ConsulCompiler()]).Compile(input, before: null).Single(b => b.Scope == new BundleScope(environment, Target.Consul, service)).Files;
    }

    public static JsonArray Compile(PolicySet policy, string environment, string? service, DateTimeOffset now)
    {
        var entries = JsonNode.Parse(Files(policy, environment, service, now).Single(f => f.Path == ConsulCompiler.EntriesPath).Content.Span)!.AsArray();
        Assert.Empty(ConsulEntryChecker.Check(entries));
        return entries;
    }

    public static HopCoverage Cover(PolicySet policy, DeploymentPolicy deployment) =>
        new ConsulCompiler().Cover(policy.Principals, deployment, deployment.Deployment.Hops.Count - 1);

    /// <summary>One service, <c>api</c> in production, one pipeline and one workload that may GET the path.</summary>
    public static PolicyDocument Small(string path = "/b", string? branch = null, bool isBehindGateway = false) => new()
    {
        IdentityProviders =
        [
            new IdentityProvider { Name = "ci", Oidc = new OidcSettings { Issuer = TokenForge.Issuer, Audience = TokenForge.Audience, Jwks = TokenForge.Shared.Keys } },
            new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = PolicyGen.TrustDomain, TrustBundle = TestCertificates.Pem } },
        ],
        Environments = [new PolicyEnvironment { Name = "production" }],
        Pipelines = [new Pipeline { Name = "deploy", Id = PipelineId, Provider = "ci", Organization = new Organization { Slug = "acme", Id = PolicyGen.OrganizationId }, Slug = "deploy" }],
        Workloads = [new Workload { Name = "storefront", SpiffeId = IdOf("storefront") }],
        Services = [new Service { Name = "api", Deployments = [SmallDeployment(isBehindGateway)] }],
        Roles = [new Role { Name = "reader", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.Get, Paths = [PathTemplate.Parse(path)] }] }],
        Grants =
        [
            Reads("deploys", new PrincipalSelector { Pipelines = Selector.Everything }) with { When = branch is null ? Conditions.None : new Conditions { Branches = [Pattern.Parse(branch)] } },
            Reads("shops", new PrincipalSelector { Workloads = Selector.Everything }),
        ],
    };

    public static Grant Reads(string name, PrincipalSelector principals) => new()
    {
        Name = name,
        Effect = Effect.Allow,
        Principals = principals,
        Role = "reader",
        Environments = ["production"],
    };

    /// <summary>More than an entry lists, beside those that requests come from.</summary>
    public static IEnumerable<Workload> Crowd => Enumerable.Range(0, 300).Select(i => new Workload { Name = $"crowd-{i}", SpiffeId = IdOf($"crowd-{i}") });

    private static Deployment SmallDeployment(bool isBehindGateway) => new()
    {
        Environment = "production",
        Hosts = ["api.acme.example"],
        SpiffeId = IdOf("api"),
        Consul = new ConsulService { Service = "api" },
        Hops = isBehindGateway ? [new Hop { Engine = Target.Nginx, SpiffeId = Gateway }, new Hop { Engine = Target.Consul }] : [new Hop { Engine = Target.Consul }],
    };

    private static SpiffeSettings InConsul(Dice dice, SpiffeSettings settings) => settings with
    {
        TrustBundle = TestCertificates.Pem,
        CiPaths = dice.One<ValueList<string>>(["/ci"], [IdOf("ci-nobody").Path], ["/ns/default/dc/dc1/svc"], [IdOf("ci-nobody").Path, "/agents"]),
    };

    private static SpiffeId? InConsul(Dice dice, SpiffeId? id, bool isPlain) => id switch
    {
        null => null,
        _ when !isPlain && dice.Chance(15) => id,
        { Text: var text } => IdOf(text[(text.LastIndexOf('/') + 1)..], !isPlain && dice.Chance(10) ? "dc2" : "dc1"),
    };

    private static Deployment InConsul(Dice dice, string service, Deployment deployment) => deployment with
    {
        Protocol = dice.Chance(10) ? Protocol.Tcp : Protocol.Http,
        SpiffeId = IdOf(service),
        Consul = new ConsulService { Service = service },
        Hops = dice.Chance(45) ? [new Hop { Engine = Target.Nginx, SpiffeId = Gateway }, new Hop { Engine = Target.Consul }] : [new Hop { Engine = Target.Consul }],
    };

    /// <summary>Exact values, no branches, and denies without conditions.</summary>
    private static Grant Plain(Dice dice, Grant grant) => grant with
    {
        When = grant.Effect == Effect.Deny || grant.When.IsEmpty ? Conditions.None : new Conditions
        {
            Tags = dice.Chance(30) ? Exact(dice, "v1.0", "main") : [],
            Sources = dice.Chance(50) ? Exact(dice, "webhook", "schedule", "ui") : [],
            Queues = dice.Chance(30) ? Exact(dice, "prod", PolicyGen.QueueId.ToString()) : [],
            Clusters = dice.Chance(20) ? Exact(dice, "main") : [],
            Steps = dice.Chance(20) ? Exact(dice, "migrate", "deploy") : [],
        },
    };

    private static ValueList<Pattern> Exact(Dice dice, params string[] texts) => [.. dice.Some(texts).Select(Pattern.Parse)];
}
