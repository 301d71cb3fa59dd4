using System.CommandLine;
using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Audit;

/// <summary>Which part of the log is asked for.</summary>
internal sealed class ExportQuery
{
    private readonly Option<long?> from = new("--from") { Description = "The first event's sequence." };
    private readonly Option<long?> to = new("--to") { Description = "The sequence after the last event's." };
    private readonly Option<string?> since = new("--since") { Description = "Everything recorded from this instant on, such as 2027-01-01T00:00:00Z." };
    private readonly Option<string?> until = new("--until") { Description = "Everything recorded before this instant." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[from, to, since, until])
            command.Options.Add(option);
    }

    public bool IsGiven(ParseResult arguments) => ((Option[])[from, to, since, until]).Any(option => arguments.GetResult(option) is not null);

    /// <param name="earlier">Size of an earlier checkpoint that the export has to show as continued.</param>
    public ConsoleRequest Request(ParseResult arguments, long? earlier)
    {
        (string Name, string? Value)[] parameters =
        [
            ("from", Text(arguments.GetValue(from))), ("to", Text(arguments.GetValue(to))), ("since", Instant(arguments.GetValue(since))), ("until", Instant(arguments.GetValue(until))),
            ("earlier", Text(earlier)),
        ];
        var query = string.Join('&', parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return new ConsoleRequest(HttpMethod.Get, query.Length > 0 ? $"api/v1/audit/export?{query}" : "api/v1/audit/export");
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Instant(string? text) => text is null ? null : InstantText.Parse(text).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
