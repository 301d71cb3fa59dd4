using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace AccessConsole.Cli.Commands.Decisions;

/// <summary>A request to decide, on the command line: its options are the members of a test's <c>given</c>.</summary>
internal sealed class DecisionOptions
{
    private readonly Option<string?> pipeline = new("--pipeline") { Description = "The caller: a pipeline's name." };
    private readonly Option<string?> workload = new("--workload") { Description = "The caller: a workload's name." };
    private readonly Option<string?> claims = new("--claims") { Description = "The caller: a decoded token's claims, as JSON or as @FILE; taken as verified." };
    private readonly Option<string?> spiffeId = new("--spiffe-id") { Description = "The caller: a certificate's SPIFFE ID; taken as verified." };
    private readonly Option<string?> time = new("--time") { Description = "When the request is made, such as 2027-01-01T00:00:00Z; now when left out." };

    /// <summary>What a build of a named pipeline is like; a token's claims say it themselves.</summary>
    private readonly (string Member, Option<string?> Option)[] build =
    [
        ("branch", new("--branch") { Description = "The build's branch." }),
        ("tag", new("--tag") { Description = "The build's tag." }),
        ("source", new("--source") { Description = "What started the build, such as webhook or schedule." }),
        ("queue", new("--queue") { Description = "The queue, by key or UUID." }),
        ("cluster", new("--cluster") { Description = "The cluster, by name or UUID." }),
        ("step", new("--step") { Description = "The step's key." }),
    ];

    private readonly (string Member, Option<string?> Option)[] target =
    [
        ("environment", new("--environment") { Description = "Where the service is called." }),
        ("service", new("--service") { Description = "The service called." }),
        ("method", new("--method") { Description = "The method.", DefaultValueFactory = _ => "GET" }),
        ("path", new("--path") { Description = "The raw path, without a query.", DefaultValueFactory = _ => "/" }),
    ];

    public IEnumerable<Option> All => [pipeline, workload, claims, spiffeId, .. build.Select(b => b.Option), .. target.Select(t => t.Option), time];

    /// <summary>The first option that describes a request; null where none is given.</summary>
    public string? Given(ParseResult arguments) => All.FirstOrDefault(o => arguments.GetResult(o) is { Implicit: false })?.Name;

    /// <summary>The request as the API is asked it.</summary>
    /// <exception cref="FormatException">The options contradict each other, one is missing, or one is malformed.</exception>
    /// <exception cref="IOException">The file of claims cannot be read.</exception>
    public byte[] ToJson(ParseResult arguments)
    {
        RefuseContradictions(arguments);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var (member, option) in CallerOptions.Concat(build).Concat(target))
                WriteIfGiven(json, member, arguments.GetValue(option));
            if (arguments.GetValue(claims) is { } given)
                ClaimsText.Write(json, given);
            if (arguments.GetValue(time) is { } instant)
                json.WriteString("time", InstantText.Print(InstantText.Parse(instant)));
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    private (string Member, Option<string?> Option)[] CallerOptions => [("pipeline", pipeline), ("workload", workload), ("spiffeId", spiffeId)];

    private static void WriteIfGiven(Utf8JsonWriter json, string member, string? value)
    {
        if (value is not null)
            json.WriteString(member, value);
    }

    private void RefuseContradictions(ParseResult arguments)
    {
        var isNamed = Has(pipeline) || Has(workload);
        if (Has(pipeline) && Has(workload))
            throw new FormatException("--pipeline and --workload exclude each other: there is one caller");
        if (isNamed && (Has(claims) || Has(spiffeId)))
            throw new FormatException("--pipeline and --workload name a caller that --claims and --spiffe-id show: use one or the other");
        if (!isNamed && build.FirstOrDefault(b => Has(b.Option)).Option is { } option)
            throw new FormatException($"{option.Name} tells of a named caller's build: give --pipeline, or put it in the claims");
        if (target.FirstOrDefault(t => !Has(t.Option)).Option is { } missing)
            throw new FormatException($"{missing.Name} is missing: say what is asked for, or give many requests by --requests");

        bool Has(Option<string?> option) => arguments.GetValue(option) is not null;
    }
}
