using System.Globalization;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Import.Requests;

/// <summary>Decided requests as CSV: the members of each request, so that the file may be asked again, and then the answer.</summary>
public static class DecisionSheet
{
    /// <summary>The columns of a file of requests, as the members of a request are called.</summary>
    public static IReadOnlyList<string> Members { get; } =
        ["pipeline", "workload", "claims", "spiffeId", "branch", "tag", "source", "queue", "cluster", "step", "environment", "service", "method", "path", "time"];

    /// <summary>The columns of the answer.</summary>
    public static IReadOnlyList<string> Additions { get; } = ["line", "effect", "reason", "grant", "detail", "mode"];

    public static string Header { get; } = Csv.Line([.. Members, .. Additions]);

    public static string Row(DecidedRequest decided)
    {
        var (request, decision) = (decided.Asked.Request, decided.Decision);
        return Csv.Line(
            request.Pipeline, request.Workload, request.Claims, request.SpiffeId, request.Branch, request.Tag, request.Source, request.Queue, request.Cluster, request.Step,
            request.Environment, request.Service, request.Method, request.Path, request.Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
            decided.Asked.Line.ToString(CultureInfo.InvariantCulture),
            decision.Effect switch { Effect.Allow => "allow", Effect.Deny => "deny" },
            decision.Reason.Name(), decision.Grant, decision.Detail,
            decision.Mode?.ToString().ToLowerInvariant());
    }
}
