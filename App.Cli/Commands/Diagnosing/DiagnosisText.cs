using System.Globalization;
using System.Text;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Diagnosis;

namespace AccessConsole.Cli.Commands.Diagnosing;

/// <summary>A diagnosis for a person: a line for each check, and under those that failed what to do.</summary>
internal static class DiagnosisText
{
    public static string Of(DiagnosisAnswer answer, IReadOnlyCollection<CallCheck> checks)
    {
        var text = new StringBuilder();
        if (answer.Service is { } service)
            text.Append(CultureInfo.InvariantCulture, $"{service} in {answer.Environment}, by revision {answer.Revision}\n");
        foreach (var check in checks)
        {
            var finding = check.Result == CheckResult.Untold ? $"cannot be told from here, because {check.Finding}" : check.Finding;
            text.Append(CultureInfo.InvariantCulture, $"{check.Result.Name(),-7} {check.Code,-24} {finding}\n");
            if (check.Mend is { } mend)
                text.Append(CultureInfo.InvariantCulture, $"{"",-7} {"",-24} → {mend}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{checks.Count(c => c.Result == CheckResult.Failed)} failed, {checks.Count(c => c.Result == CheckResult.Passed)} passed, {checks.Count(c => c.Result == CheckResult.Untold)} cannot be told from here");
        return text.ToString();
    }
}
