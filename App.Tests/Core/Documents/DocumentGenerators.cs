using AccessConsole.Core.Model;
using CsCheck;

namespace AccessConsole.Tests.Core.Documents;

/// <summary>Documents of every shape that the model can hold, with texts that try to be YAML, JSON and other languages; references lead nowhere.</summary>
internal static class DocumentGenerators
{
    private static readonly string[] NastyTexts =
    [
        "true", "No", "null", "~", "1.0", "0x1f", ".inf", "-", "- a", "a: b", "a #b", "#", "'", "\"", "\\", "%", "@x", "`", "!tag", "&a", "*a", "{a}", "[a]",
        " lead", "trail ", "ä€😀", "=cmd()", "</script>", "${x}", "{{x}}", "a: ", "?", "? x", "|", ">", "2026-11-01", "1e5", "---", "...", "<<", "a,b", ": ", "'quoted'",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        OneOf(NastyTexts), Gen.String[Gen.Char[' ', '~'], 1, 40], OneOf("main", "prod", "payments-api"));

    private static readonly Gen<string> Name = Gen.String[Gen.Char['a', 'z'], 1, 12];

    private static readonly Gen<Guid?> Id = Gen.Guid.Nullable();

    private static readonly Gen<DateTimeOffset?> Time =
        Gen.Long[0, 8_000_000_000].Select(seconds => DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(seconds % 7)).Nullable();

    private static readonly Gen<TimeSpan> Duration = Gen.Int[1, 400_000].Select(seconds => TimeSpan.FromSeconds(seconds));

    private static readonly Gen<SpiffeId?> SpiffeIds = Name.Select(name => SpiffeId.Parse($"spiffe://acme.example/{name}")).Nullable();

    private static readonly Gen<ValueMap> Labels =
        Gen.Select(Text, Text).List[0, 3].Select(pairs => new ValueMap(pairs.DistinctBy(p => p.Item1).Select(p => KeyValuePair.Create(p.Item1, p.Item2))));

    private static readonly Gen<Selector> Selectors = Gen.OneOf(
        ListOf(Text, 1).Select(names => (Selector)new Selector.Names(names)),
        Labels.Where(labels => labels.Count > 0).Select(labels => (Selector)new Selector.Labels(labels)),
        Gen.Const(Selector.Everything));

    private static readonly Gen<PathTemplate> Paths = OneOf("/", "/**", "/a/{*}/b", "/a/", "/healthz", "/a.b_c~d-/**").Select(PathTemplate.Parse);

    private static readonly Gen<Pattern> Patterns = Gen.OneOf(OneOf("main", "release/*", "*", "1.0", "no"), Text.Where(t => !t.Contains('*', StringComparison.Ordinal)))
        .Select(Pattern.Parse);

    private static readonly Gen<IdentityProvider> Providers =
        from name in Name
        from id in Id
        from oidc in Oidc().Null()
        from trust in OneOf("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no final break\nhere", "{\"keys\":[]}", " x\n y \n\n", "a\tb\r\n").Null()
        from paths in ListOf(Text, 0)
        select new IdentityProvider
        {
            Name = name,
            Id = id,
            Oidc = oidc,
            Spiffe = oidc is null ? new SpiffeSettings { TrustDomain = name, CiPaths = paths, TrustBundle = trust } : null,
        };

    private static readonly Gen<PolicyEnvironment> Environments =
        from name in Name
        from approvals in Gen.Int[0, 20]
        from exactness in Gen.Enum<Exactness>()
        from narrower in Gen.Enum<Acceptance>()
        from residuals in Gen.Enum<Acceptance>()
        from stale in Gen.Enum<OnStale>()
        select new PolicyEnvironment { Name = name, Approvals = approvals, Exactness = exactness, Narrower = narrower, Residuals = residuals, OnStale = stale };

    private static readonly Gen<Pipeline> Pipelines =
        from name in Name
        from id in Id
        from organization in Id
        from slug in Text
        from spiffe in SpiffeIds
        from labels in Labels
        select new Pipeline
        {
            Name = name,
            Id = id,
            Provider = slug,
            Organization = new Organization { Slug = slug, Id = organization },
            Slug = slug,
            SpiffeId = spiffe,
            Labels = labels,
        };

    private static readonly Gen<Workload> Workloads =
        from name in Name
        from spiffe in SpiffeIds
        from provider in Text.Null()
        from claims in Labels
        from labels in Labels
        select new Workload { Name = name, SpiffeId = spiffe, Provider = provider, Claims = claims, Labels = labels };

    private static readonly Gen<Deployment> Deployments =
        from environment in Name
        from hosts in ListOf(Text, 0)
        from upstream in Text.Null()
        from spiffe in SpiffeIds
        from protocol in Gen.Enum<Protocol>()
        from hops in Gen.Select(Gen.Enum<Target>(), SpiffeIds).List[0, 3]
        from mode in Gen.Enum<Mode>()
        from isolation in Gen.Enum<Isolation>()
        from flags in Gen.Int[0, 15]
        from probes in ListOf(Paths, 0)
        from stream in Duration
        from labels in Labels
        select new Deployment
        {
            Environment = environment,
            Hosts = hosts,
            Upstream = upstream,
            SpiffeId = spiffe,
            Protocol = protocol,
            Kubernetes = flags > 8 ? new KubernetesWorkload { Namespace = environment, Selector = labels, Port = flags } : null,
            Consul = flags > 12 ? new ConsulService { Service = environment } : null,
            Hops = hops.Select(hop => new Hop { Engine = hop.Item1, SpiffeId = hop.Item2 }).ToValueList(),
            Mode = mode,
            Isolation = isolation,
            Unidentified = (flags & 4) > 0 ? Unidentified.Allow : Unidentified.Deny,
            Probes = probes,
            Cors = (flags & 1) > 0,
            WebSocket = (flags & 2) > 0,
            MaxStreamDuration = stream,
        };

    private static readonly Gen<Service> Services =
        from name in Name
        from labels in Labels
        from deployments in ListOf(Deployments, 0)
        select new Service { Name = name, Labels = labels, Deployments = deployments };

    private static readonly Gen<Role> Roles =
        from name in Name
        from permissions in ListOf(
            from services in Selectors
            from methods in Gen.Int[1, 127]
            from paths in ListOf(Paths, 1)
            select new Permission { Services = services, Methods = new MethodSet((byte)methods), Paths = paths }, 1)
        select new Role { Name = name, Permissions = permissions };

    private static readonly Gen<Grant> Grants =
        from name in Name
        from id in Id
        from effect in Gen.Enum<Effect>()
        from pipelines in Selectors.Null()
        from workloads in Selectors.Null()
        from anyone in Gen.Bool
        from environments in ListOf(Name, 1)
        from branches in ListOf(Patterns, 0)
        from others in ListOf(Patterns, 0)
        from validFrom in Time
        from expires in Time
        from limit in Gen.Select(Gen.Int[1, 100], Gen.Enum<RatePeriod>(), Gen.Int[0, 5]).Select(l => new RateLimit { Requests = l.Item1, Per = l.Item2, Burst = l.Item3 }).Null()
        from reason in Text.Null()
        select new Grant
        {
            Name = name,
            Id = id,
            Effect = effect,
            Principals = new PrincipalSelector { Pipelines = pipelines, Workloads = workloads, Anyone = anyone },
            Role = name,
            Environments = environments,
            When = new Conditions { Branches = branches, Sources = others, Steps = branches },
            ValidFrom = validFrom,
            Expires = expires,
            RateLimit = limit,
            Reason = reason,
        };

    public static readonly Gen<PolicyTest> Tests =
        from name in Text
        from pipeline in Text.Null()
        from claims in OneOf("{}", """{"a":[1,2.5,{"b":null}],"c":"1","d":true,"ä":"</"}""", """{"exp":1790000000,"x":1E+20}""").Null()
        from path in Text
        from time in Time
        from expect in Gen.Enum<Effect>()
        select new PolicyTest
        {
            Name = name,
            Given = new DecisionRequest { Pipeline = pipeline, Claims = claims, Branch = pipeline, Environment = name, Service = name, Method = "GET", Path = path, Time = time },
            Expect = expect,
        };

    /// <summary>In canonical order, as a reading of a printed document gives it.</summary>
    public static readonly Gen<PolicyDocument> Documents =
        from providers in Providers.List[0, 2]
        from environments in Environments.List[0, 2]
        from pipelines in Pipelines.List[0, 2]
        from workloads in Workloads.List[0, 2]
        from services in Services.List[0, 2]
        from roles in Roles.List[0, 2]
        from grants in Grants.List[0, 3]
        from tests in Tests.List[0, 2]
        select PolicyDocument.Of(providers.Cast<PolicyObject>().Concat(environments).Concat(pipelines).Concat(workloads).Concat(services).Concat(roles)
            .Concat(grants).Concat(tests).DistinctBy(o => o.Reference).OrderBy(o => o.Reference));

    private static Gen<OidcSettings> Oidc() =>
        from issuer in Text
        from scope in Gen.Enum<AudienceScope>()
        from identify in Gen.Enum<IdentifyBy>()
        from lifetime in Duration
        from algorithms in ListOf(Gen.Enum<SigningAlgorithm>(), 0)
        from kid in Text.Null()
        from keys in Gen.Bool
        select new OidcSettings
        {
            Issuer = issuer,
            Audience = issuer,
            AudienceScope = scope,
            IdentifyBy = identify,
            MaxTokenLifetime = lifetime,
            TokenHeader = keys ? "X-Token" : "Authorization",
            Algorithms = algorithms,
            JwksUri = keys ? null : issuer,
            Jwks = keys ? new JwkSet { Keys = kid is null ? [] : [new Jwk { Kty = "RSA", Kid = kid, N = "AQAB", E = "AQAB", Alg = "RS256", Use = "sig" }] } : null,
        };

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<ValueList<T>> ListOf<T>(Gen<T> item, int atLeast) => item.List[atLeast, 3].Select(items => items.ToValueList());
}
