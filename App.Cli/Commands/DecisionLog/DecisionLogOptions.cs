using System.CommandLine;

namespace AccessConsole.Cli.Commands.DecisionLog;

/// <summary>Which decisions of the log are meant: each option is a filter of <c>GET /api/v1/decisions/log</c>.</summary>
internal sealed class DecisionLogOptions
{
    private readonly Option<string?> since = new("--since") { Description = "From this instant on, such as 2027-01-01T00:00:00Z." };
    private readonly Option<string?> until = new("--until") { Description = "Before this instant." };

    private readonly (string Filter, Option<string?> Option)[] exact =
    [
        ("environment", new("--environment") { Description = "Where the service was called." }),
        ("service", new("--service") { Description = "The service called." }),
        ("principal", new("--principal") { Description = "The caller, such as pipeline/payments-deploy." }),
        ("reason", new("--reason") { Description = "Why it fell so, such as granted or no_grant." }),
        ("grant", new("--grant") { Description = "The grant that decided." }),
        ("effect", new("--effect") { Description = "allow or deny." }),
        ("mode", new("--mode") { Description = "enforce or shadow." }),
        ("point", new("--point") { Description = "The enforcement point's name." }),
        ("trace", new("--trace") { Description = "The trace's id, 32 hexadecimal digits." }),
        ("build", new("--build") { Description = "The build's id, or organization/pipeline#number." }),
        ("job", new("--job") { Description = "The job's id." }),
    ];

    public IEnumerable<Option> All => [since, until, .. exact.Select(filter => filter.Option)];

    public bool HasEnd(ParseResult arguments) => arguments.GetValue(until) is not null;

    /// <summary>The filters as the address has them, each with a <c>&amp;</c> before it.</summary>
    /// <exception cref="FormatException">An instant is none.</exception>
    public string ToQuery(ParseResult arguments)
    {
        var instants = new[] { ("since", since), ("until", until) }.Select(filter => (filter.Item1, Instant(arguments.GetValue(filter.Item2))));
        var given = instants.Concat(exact.Select(filter => (filter.Filter, arguments.GetValue(filter.Option))));
        return string.Concat(given.Where(filter => filter.Item2 is not null).Select(filter => $"&{filter.Item1}={Uri.EscapeDataString(filter.Item2!)}"));
    }

    private static string? Instant(string? text) => text is null ? null : InstantText.Print(InstantText.Parse(text));
}
