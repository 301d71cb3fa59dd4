using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Model;

namespace AccessConsole.Bench.Policy;

/// <summary>An organisation of the size that the console is designed for: 5,000 pipelines, 5,000 deployments, as many grants as asked for.</summary>
internal static class BigPolicy
{
    public const int Pipelines = 5_000;
    public const int Services = 2_500;
    private const string TrustDomain = "acme.example";
    public static readonly Guid Organization = new("01860a1c-0000-4000-8000-000000000001");
    private static readonly string[] Environments = ["staging", "production"];

    /// <param name="engine">The one hop of every deployment.</param>
    public static PolicyDocument Document(int grants, Target engine = Target.Nginx) => new()
    {
        IdentityProviders = IsMesh(engine) ? [Provider, Mesh] : [Provider],
        Environments = [.. Environments.Select(name => new PolicyEnvironment { Name = name })],
        Pipelines = [.. Enumerable.Range(0, Pipelines).Select(index => Pipeline(index, IsMesh(engine)))],
        Services = [.. Enumerable.Range(0, Services).Select(index => Service(index, engine))],
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

    private static IdentityProvider Mesh { get; } = new() { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = TrustDomain, TrustBundle = Authority() } };

    private static bool IsMesh(Target engine) => engine is Target.Istio or Target.Linkerd or Target.Consul;

    private static Pipeline Pipeline(int index, bool isInMesh) => new()
    {
        Name = PipelineName(index),
        Id = PipelineId(index),
        Provider = "buildkite",
        Organization = new Organization { Slug = "acme", Id = Organization },
        Slug = PipelineName(index),
        SpiffeId = isInMesh ? Identity(PipelineName(index)) : null,
        Labels = new ValueMap([new("team", $"team-{index % 100}")]),
    };

    private static Service Service(int index, Target engine) => new()
    {
        Name = ServiceName(index),
        Labels = new ValueMap([new("team", $"team-{index % 100}")]),
        Deployments = [.. Environments.Select(environment => new Deployment
        {
            Environment = environment,
            Hosts = [$"{ServiceName(index)}.{environment}.acme.example"],
            Upstream = IsMesh(engine) ? null : "http://10.0.0.1:8080",
            SpiffeId = IsMesh(engine) ? Identity(ServiceName(index)) : null,
            Kubernetes = IsMesh(engine) ? new KubernetesWorkload { Namespace = environment, Selector = new ValueMap([new("app", ServiceName(index))]), Port = 8080 } : null,
            Consul = IsMesh(engine) ? new ConsulService { Service = ServiceName(index) } : null,
            Hops = [new Hop { Engine = engine }],
        })],
    };

    /// <summary>As Consul's certificates have it; the other engines take any.</summary>
    private static SpiffeId Identity(string name) => SpiffeId.Parse($"spiffe://{TrustDomain}/ns/default/dc/dc1/svc/{name}");

    private static string Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mesh", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }

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
