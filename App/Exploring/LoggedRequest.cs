using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring;

/// <summary>The request behind a logged decision, as the evaluator can be asked about it.</summary>
public static class LoggedRequest
{
    /// <returns>Null where the log holds too little: of a bad credential only that it was bad is known, and of a request without a service no service.</returns>
    public static DecisionRequest? Of(LoggedDecision logged)
    {
        if (logged is not { Service: { } service, Method: { } method, Path: { } path } || (logged.Principal is null && !IsOfNobody(logged)))
            return null;
        return new DecisionRequest
        {
            Pipeline = NameOf(logged.Principal, "pipeline/"),
            Workload = NameOf(logged.Principal, "workload/"),
            Branch = Claim(ClaimNames.Branch),
            Tag = Claim(ClaimNames.Tag),
            Source = Claim(ClaimNames.Source),
            Queue = Claim(ClaimNames.QueueKey),
            Cluster = Claim(ClaimNames.ClusterName),
            Step = Claim(ClaimNames.Step),
            Environment = logged.Environment,
            Service = service,
            Method = method,
            Path = path,
            Time = logged.At,
        };

        string? Claim(string name) => logged.Claims.GetValueOrDefault(name);
    }

    /// <summary>Who showed a token that names nobody was somebody, whom the log does not know; who showed nothing left no claims and no detail.</summary>
    private static bool IsOfNobody(LoggedDecision logged) =>
        logged is { Detail: null, Claims.Count: 0 } && logged.Reason is "unknown_principal" or "granted" or "not_governed" or "denied_by_grant" or "no_grant";

    private static string? NameOf(string? principal, string kind) =>
        principal is not null && principal.StartsWith(kind, StringComparison.Ordinal) ? principal[kind.Length..] : null;
}
