using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>
/// What <see cref="PolicyGen"/> and <see cref="RequestGen"/> make, and what only OPA's <c>decision</c> is asked: callers by name, bare
/// tokens, claims of any JSON, TCP, so many pipelines that rules are broad, times of any year.
/// </summary>
internal static class DecisionGen
{
    private const int ExtraPipelines = 10;

    private static readonly string[] OddSpiffeIds =
        ["", "spiffe://", "spiffe://acme.example", "spiffe://acme.example/", "spiffe://acme.example/ci/../ns", "SPIFFE://ACME.example/ci/build", "https://acme.example/ci", "spiffe://other.example/ci/x", "spiffe://acme.example/cia/x", "spiffe://acme.example/ci", "spiffe://acme.example:1/ci/x", "spiffe://acme.example/a%20b"];

    private static readonly JsonNode?[] OddClaims = [null, 7, true, new JsonArray("main"), new JsonObject { ["main"] = 1 }, "", "main", "märz", "𝒳"];

    public static PolicyDocument Document(Dice dice, DateTimeOffset now)
    {
        var document = PolicyGen.Document(dice, now);
        return document with
        {
            Pipelines = [.. document.Pipelines, .. Enumerable.Range(0, ExtraPipelines).Select(i => ExtraPipeline(dice, i))],
            Workloads = [.. document.Workloads, new Workload { Name = "second-report", Provider = "cloud", Claims = new ValueMap([new("account", "1234"), new("sub", dice.One("other", "report"))]) }],
            Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => dice.Chance(12) ? d with { Protocol = Protocol.Tcp } : d)] })],
        };
    }

    /// <returns>A request in the API's words, and the token beside it.</returns>
    public static JsonObject Request(Dice dice, PolicyDocument document, DateTimeOffset now, string? at = null, IReadOnlyList<string>? services = null)
    {
        var wire = RequestGen.Request(dice, document, now, at, services);
        var request = new JsonObject
        {
            ["environment"] = dice.Chance(2) ? "nowhere" : wire.Environment,
            ["service"] = dice.Chance(2) ? "nothing" : wire.Service,
            ["method"] = wire.Method,
            ["path"] = wire.Path,
            ["time"] = Text(now, dice),
        };
        if (wire.Certificate.Kind != ClientCertificateKind.None)
            request["spiffeId"] = wire.Certificate.SpiffeId ?? dice.One(OddSpiffeIds);
        switch (dice.Below(5))
        {
            case 0: Name(dice, request); break;
            case 1 or 2: AddClaims(dice, request, document, wire, now); break;
            default:
                if (wire.Headers is [var (_, value), ..])
                    request["token"] = value.StartsWith("Bearer ", StringComparison.Ordinal) ? value["Bearer ".Length..] : value;
                break;
        }

        return request;
    }

    /// <summary>The same instant in the zones and with the digits that RFC 3339 allows.</summary>
    private static string Text(DateTimeOffset time, Dice dice) => dice.Below(3) switch
    {
        0 => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture),
        1 => time.ToOffset(TimeSpan.FromHours(time.Year is 1 or 9999 ? 0 : 5)).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        _ => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
    };

    private static void Name(Dice dice, JsonObject request)
    {
        if (dice.Chance(60))
            request["pipeline"] = dice.Chance(90) ? dice.One(PolicyGen.PipelineNames) : dice.One("extra-3", "nobody", "storefront");
        else
            request["workload"] = dice.Chance(90) ? dice.One(PolicyGen.WorkloadNames) : dice.One("second-report", "nobody", "build");
        Describe("branch", "main", "release/1", "feature/x", "");
        Describe("tag", "v1.0", "main");
        Describe("source", "webhook", "schedule", "ui");
        Describe("queue", "prod", "default", PolicyGen.QueueId.ToString(), PolicyGen.QueueId.ToString().ToUpperInvariant());
        Describe("cluster", "main", PolicyGen.QueueId.ToString());
        Describe("step", "migrate", "deploy");

        void Describe(string member, params string[] values)
        {
            if (dice.Chance(50))
                request[member] = dice.Chance(5) ? null : dice.One(values);
        }
    }

    private static void AddClaims(Dice dice, JsonObject request, PolicyDocument document, WireRequest wire, DateTimeOffset now)
    {
        var claims = RequestGen.Claims(dice, document.IdentityProviders[dice.Chance(75) ? 0 : 1].Oidc!, wire.Environment, wire.Service, now);
        if (dice.Chance(25))
            claims[dice.One("build_branch", "build_tag", "step_key", "queue_id", "cluster_id", "iss", "sub", "pipeline_slug")] = dice.One(OddClaims)?.DeepClone();
        request["claims"] = claims;
    }

    private static Pipeline ExtraPipeline(Dice dice, int index) => new()
    {
        Name = $"extra-{index}",
        Id = index == 0 ? null : new Guid($"0187c6a2-0000-4000-8000-0000000001{index:00}"),
        Provider = "ci",
        Organization = new Organization { Slug = "acme", Id = PolicyGen.OrganizationId },
        Slug = $"extra-{index}",
        Labels = new ValueMap([new("team", dice.One("payments", "web"))]),
    };
}
