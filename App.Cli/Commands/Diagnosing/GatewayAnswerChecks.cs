using System.Globalization;
using System.Net;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Diagnosis;

namespace AccessConsole.Cli.Commands.Diagnosing;

/// <summary>What a gateway answered, held against what the console would have it answer.</summary>
internal static class GatewayAnswerChecks
{
    public static IEnumerable<CallCheck> Of(HttpResponseMessage response, DiagnosisAnswer console)
    {
        var (reason, revision) = (Header(response, "X-Access-Reason"), Header(response, "X-Access-Revision"));
        yield return OfStatus(response.StatusCode, reason);
        if (reason is not null && console.Decision is { } decision)
            yield return OfAgreement(reason, decision);
        if (int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            yield return OfRevision(number, console);
    }

    private static CallCheck OfStatus(HttpStatusCode status, string? reason)
    {
        var finding = string.Create(CultureInfo.InvariantCulture, $"the answer is {(int)status}") + (reason is null ? ", without `X-Access-Reason`" : $" `{reason}`");
        if (reason is not null)
            return CallCheck.Failed("call.answer", $"{finding}: the gateway refused it", "see what failed above");
        return (int)status < 400
            ? CallCheck.Passed("call.answer", finding)
            : CallCheck.Failed("call.answer", $"{finding}: the service answered so, or something before the gateway", "look at the service's own log; the policy is not what refused it");
    }

    private static CallCheck OfAgreement(string reason, DecisionAnswer decision) => reason == decision.Reason
        ? CallCheck.Passed("call.agrees", $"the console says `{reason}` too")
        : CallCheck.Failed("call.agrees", $"the console says `{decision.Reason}` of it", "see the age of the gateway's bundle, its clock, and whether what it got is what was given here");

    private static CallCheck OfRevision(int revision, DiagnosisAnswer console)
    {
        var wanted = console.Bundles.Where(b => b.Target == "nginx").Select(b => b.Revision).ToArray();
        var finding = string.Create(CultureInfo.InvariantCulture, $"the gateway decided by revision {revision}");
        return wanted.Length == 0 || wanted.Contains(revision)
            ? CallCheck.Passed("call.revision", finding)
            : CallCheck.Failed("call.revision", finding + string.Create(CultureInfo.InvariantCulture, $"; its bundle changed at revision {wanted.Max()}"), "see why its puller lags: its log, its way to the console, its token");
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
