using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Support;

/// <summary>
/// Small random policies, valid and full of collisions: shared SPIFFE IDs, overlapping templates, denies across allows, anyone, both isolations.
/// </summary>
public static class PolicyGen
{
    public const string TrustDomain = "acme.example";
    public static readonly Guid OrganizationId = new("01860a1c-0000-4000-8000-000000000001");
    public static readonly Guid QueueId = new("0191f956-62da-7515-b79b-bdecb519aa32");

    public static readonly string[] EnvironmentNames = ["production", "staging"];
    public static readonly string[] ServiceNames = ["api", "billing", "search"];
    public static readonly string[] PipelineNames = ["build", "deploy", "docs", "nightly"];
    public static readonly string[] WorkloadNames = ["storefront", "report", "mixed"];

    private static readonly string[] Templates =
        ["/**", "/a/**", "/a", "/a/", "/a/{*}/b", "/{*}", "/admin/**", "/", "/a/b/**", "/{*}/b", "/a.b", "/svc.Name/Call", "/~x/-_"];

    private static readonly string[] BranchPatterns = ["main", "release/*", "*", "feature/x", "ma*"];

    public static string HostOf(string environment, string service) => $"{service}.{environment}.acme.example";

    /// <param name="now">Grants begin and end one or two hours around it.</param>
    /// <param name="upstream">Where deployments forward to; null for none.</param>
    public static PolicyDocument Document(Dice dice, DateTimeOffset now, string? upstream = null)
    {
        var roles = Enumerable.Range(0, 1 + dice.Below(4)).Select(i => MakeRole(dice, $"role-{i}")).ToArray();
        return new PolicyDocument
        {
            IdentityProviders = [.. Providers(dice)],
            Environments = [.. EnvironmentNames.Select(name => new PolicyEnvironment { Name = name })],
            Pipelines = [.. PipelineNames.Select((name, i) => MakePipeline(dice, name, i))],
            Workloads = [.. Workloads()],
            Services = [.. ServiceNames.Select(name => MakeService(dice, name, upstream))],
            Roles = [.. roles],
            Grants = [.. Enumerable.Range(0, dice.Below(10)).Select(i => MakeGrant(dice, $"grant-{(char)('a' + i)}", roles, now))],
        };
    }

    private static IEnumerable<IdentityProvider> Providers(Dice dice)
    {
        yield return new IdentityProvider
        {
            Name = "ci",
            Oidc = new OidcSettings
            {
                Issuer = TokenForge.Issuer,
                Audience = TokenForge.Audience,
                AudienceScope = dice.One(AudienceScope.Service, AudienceScope.Service, AudienceScope.Environment, AudienceScope.Provider),
                IdentifyBy = dice.One(IdentifyBy.Uuid, IdentifyBy.Uuid, IdentifyBy.Slug),
                Jwks = TokenForge.Shared.Keys,
            },
        };
        yield return new IdentityProvider
        {
            Name = "cloud",
            Oidc = new OidcSettings
            {
                Issuer = "https://sts.cloud.example",
                Audience = TokenForge.Audience,
                AudienceScope = AudienceScope.Provider,
                TokenHeader = dice.One("Authorization", "X-Cloud-Token"),
                Jwks = TokenForge.Shared.Keys,
            },
        };
        yield return new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = TrustDomain, CiPaths = ["/ci"] } };
    }

    private static Pipeline MakePipeline(Dice dice, string name, int index) => new()
    {
        Name = name,
        Id = new Guid($"0187c6a2-0000-4000-8000-00000000000{index}"),
        Provider = "ci",
        Organization = new Organization { Slug = "acme", Id = OrganizationId },
        Slug = name,
        SpiffeId = dice.Below(4) switch
        {
            0 => SpiffeId.Parse($"spiffe://{TrustDomain}/ci/{name}"),
            1 => SpiffeId.Parse($"spiffe://{TrustDomain}/ci/shared-queue"),
            2 => SpiffeId.Parse($"spiffe://{TrustDomain}/agents/{name}"),
            _ => null,
        },
        Labels = new ValueMap([new("team", dice.One("payments", "web"))]),
    };

    private static IEnumerable<Workload> Workloads()
    {
        yield return new Workload { Name = "storefront", SpiffeId = SpiffeId.Parse($"spiffe://{TrustDomain}/ns/shop/sa/storefront") };
        yield return new Workload { Name = "report", Provider = "cloud", Claims = new ValueMap([new("sub", "report"), new("account", "1234")]) };
        yield return new Workload
        {
            Name = "mixed",
            Provider = "ci",
            Claims = new ValueMap([new("organization_slug", "partner")]),
            SpiffeId = SpiffeId.Parse($"spiffe://{TrustDomain}/ns/shop/sa/mixed"),
        };
    }

    private static Service MakeService(Dice dice, string name, string? upstream) => new()
    {
        Name = name,
        Labels = new ValueMap([new("team", dice.One("payments", "web"))]),
        Deployments = [.. dice.Some(EnvironmentNames).Select(environment => MakeDeployment(dice, name, environment, upstream))],
    };

    private static Deployment MakeDeployment(Dice dice, string service, string environment, string? upstream) => new()
    {
        Environment = environment,
        Hosts = [HostOf(environment, service)],
        Upstream = upstream,
        Hops = [new Hop { Engine = Target.Nginx }],
        Mode = dice.Chance(10) ? Mode.Shadow : Mode.Enforce,
        Isolation = dice.Chance(30) ? Isolation.Pipelines : Isolation.All,
        Unidentified = dice.Chance(30) ? Unidentified.Allow : Unidentified.Deny,
        Probes = dice.Chance(30) ? [PathTemplate.Parse("/healthz")] : [],
        Cors = dice.Chance(20),
    };

    private static Role MakeRole(Dice dice, string name) => new()
    {
        Name = name,
        Permissions = [.. Enumerable.Range(0, 1 + dice.Below(2)).Select(_ => new Permission
        {
            Services = MakeSelector(dice, ServiceNames),
            Methods = dice.Chance(20) ? MethodSet.All : MethodSet.Of(dice.Some(MethodSet.KnownNames)),
            Paths = [.. dice.Some(Templates).Take(3).Select(PathTemplate.Parse)],
        })],
    };

    private static Grant MakeGrant(Dice dice, string name, Role[] roles, DateTimeOffset now)
    {
        var anyone = dice.Chance(8);
        var hours = dice.One<(int?, int?)>((null, null), (null, null), (-1, null), (null, 1), (-2, -1), (1, 2), (-1, 1));
        return new Grant
        {
            Name = name,
            Effect = dice.Chance(30) ? Effect.Deny : Effect.Allow,
            Principals = anyone ? new PrincipalSelector { Anyone = true } : MakePrincipals(dice),
            Role = roles[dice.Below(roles.Length)].Name,
            Environments = [.. dice.Some(EnvironmentNames)],
            When = anyone || dice.Chance(40) ? Conditions.None : MakeConditions(dice),
            ValidFrom = hours.Item1 is { } from ? now.AddHours(from) : null,
            Expires = hours.Item2 is { } end ? now.AddHours(end) : null,
        };
    }

    private static PrincipalSelector MakePrincipals(Dice dice) => dice.Below(3) switch
    {
        0 => new PrincipalSelector { Pipelines = MakeSelector(dice, PipelineNames) },
        1 => new PrincipalSelector { Workloads = new Selector.Names([.. dice.Some(WorkloadNames)]) },
        _ => new PrincipalSelector { Pipelines = MakeSelector(dice, PipelineNames), Workloads = new Selector.Names([.. dice.Some(WorkloadNames)]) },
    };

    private static Selector MakeSelector(Dice dice, string[] names) => dice.Below(5) switch
    {
        0 => Selector.Everything,
        1 => new Selector.Labels(new ValueMap([new("team", dice.One("payments", "web"))])),
        _ => new Selector.Names([.. dice.Some(names)]),
    };

    private static Conditions MakeConditions(Dice dice) => new()
    {
        Branches = dice.Chance(50) ? Patterns(dice.Some(BranchPatterns)) : [],
        Tags = dice.Chance(25) ? Patterns(dice.Some(["v*", "v1.0", "main"])) : [],
        Sources = dice.Chance(30) ? Patterns(dice.Some(["webhook", "schedule", "ui"])) : [],
        Queues = dice.Chance(25) ? Patterns(dice.Some(["prod", "pr*", QueueId.ToString()])) : [],
        Clusters = dice.Chance(15) ? Patterns(dice.Some(["main", QueueId.ToString()])) : [],
        Steps = dice.Chance(15) ? Patterns(dice.Some(["migrate", "de*"])) : [],
    };

    private static ValueList<Pattern> Patterns(IEnumerable<string> texts) => [.. texts.Select(Pattern.Parse)];
}
