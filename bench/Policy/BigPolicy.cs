using AccessConsole.Core.Model;

namespace AccessConsole.Bench.Policy;

/// <summary>An organisation of the size that the console is designed for: 5,000 pipelines, 5,000 deployments, as many grants as asked for.</summary>
internal static class BigPolicy
{
    public const int Pipelines = 5_000;
    public const int Services = 2_500;
    public static readonly Guid Organization = new("01860a1c-0000-4000-8000-000000000001");
    private static readonly string[] Environments = ["staging", "production"];

    public static PolicyDocument Document(int grants) => new()
    {
        IdentityProviders = [Provider],
        Environments = [.. Environments.Select(name => new PolicyEnvironment { Name = name })],
        Pipelines = [.. Enumerable.Range(0, Pipelines).Select(Pipeline)],
        Services = [.. Enumerable.Range(0, Services).Select(Service)],
        Roles = [.. Enumerable.Range(0, Services).Select(Role)],
        Grants = [.. Enumerable.Range(0, grants).Select(Grant)],
    };

    public static Guid PipelineId(int index) => new($"0187c6a2-0000-4000-8000-{index:D12}");

    /// <summary>Spread so that each pipeline and each service has as many grants as any other.</summary>
    public static Grant Grant(int index) => new()
    {
        Name = $"grant-{index}",
        Effect = index % 20 == 19 ? Effect.Deny : Effect.Allow,
        Principals = new PrincipalSelector { Pipelines = new Selector.Names([PipelineName(PipelineOf(index))]) },
        Role = $"role-{ServiceOf(index)}",
        Environments = [Environments[index / Services % 2]],
        When = index % 3 == 0 ? new Conditions { Branches = [Pattern.Parse("main"), Pattern.Parse("release/*")] } : Conditions.None,
    };

    public static int PipelineOf(int grant) => (int)((((ulong)grant * 0x9E3779B97F4A7C15UL) >> 33) % Pipelines);

    public static int ServiceOf(int grant) => grant % Services;

    public static string PipelineName(int index) => $"pipeline-{index}";

    public static string ServiceName(int index) => $"service-{index}";

    private static IdentityProvider Provider { get; } = new()
    {
        Name = "buildkite",
        Oidc = new OidcSettings
        {
            Issuer = "https://agent.buildkite.com",
            Audience = "https://access.acme.example",
            Jwks = new JwkSet { Keys = [new Jwk { Kty = "EC", Kid = "k", Crv = "P-256", X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }] },
        },
    };

    private static Pipeline Pipeline(int index) => new()
    {
        Name = PipelineName(index),
        Id = PipelineId(index),
        Provider = "buildkite",
        Organization = new Organization { Slug = "acme", Id = Organization },
        Slug = PipelineName(index),
        Labels = new ValueMap([new("team", $"team-{index % 100}")]),
    };

    private static Service Service(int index) => new()
    {
        Name = ServiceName(index),
        Labels = new ValueMap([new("team", $"team-{index % 100}")]),
        Deployments = [.. Environments.Select(environment => new Deployment
        {
            Environment = environment,
            Hosts = [$"{ServiceName(index)}.{environment}.acme.example"],
            Upstream = "http://10.0.0.1:8080",
            Hops = [new Hop { Engine = Target.Nginx }],
        })],
    };

    private static Role Role(int index) => new()
    {
        Name = $"role-{index}",
        Permissions = [new Permission
        {
            Services = new Selector.Names([ServiceName(index)]),
            Methods = MethodSet.Of(["GET", "POST"]),
            Paths = [PathTemplate.Parse("/v1/**"), PathTemplate.Parse("/admin/{*}/run")],
        }],
    };
}
