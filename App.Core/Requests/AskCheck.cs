using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Requests;

/// <summary>Whether what is asked for can be asked for at all; every problem at once.</summary>
/// <remarks>A reason that is missing is none of an ask that is only looked at: <see cref="WithoutReason"/> is for what is sent.</remarks>
public static class AskCheck
{
    public const int MaxReason = 1000;

    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <param name="longest">How long access may last that somebody asked for.</param>
    public static ImmutableArray<Diagnostic> Problems(AccessAsk ask, PolicyObjects policy, TimeSpan longest) =>
    [
        .. Unknown("/principal", ask.Principal, policy),
        .. Unknown("/role", new PolicyReference(PolicyKind.Role, ask.Role), policy),
        .. ask.Role == EmergencyGrants.RoleName
            ? [Error(DiagnosticCodes.UnknownReference, $"the role `{ask.Role}` is kept for emergencies: ask for one that says what is needed", "/role")]
            : Array.Empty<Diagnostic>(),
        .. Unknown("/environment", new PolicyReference(PolicyKind.Environment, ask.Environment), policy),
        .. OfDuration("/duration", ask.Duration, longest),
        .. Refused("/reason", ask.Reason),
        .. OfConditions("/when", ask.When),
    ];

    public static IEnumerable<Diagnostic> OfDuration(string pointer, TimeSpan duration, TimeSpan longest)
    {
        if (duration < Shortest)
            yield return Error(DiagnosticCodes.DurationInvalid, $"access lasts at least a second: {RequestDuration.Forms}", pointer);
        else if (duration > longest)
            yield return Error(DiagnosticCodes.DurationInvalid, $"access that is asked for lasts at most {RequestDuration.Print(longest)} (`Requests:LongestDuration`): ask for less and extend it, or draft a grant", pointer);
    }

    public static IEnumerable<Diagnostic> OfReason(string pointer, string reason) => [.. WithoutReason(pointer, reason), .. Refused(pointer, reason)];

    public static IEnumerable<Diagnostic> WithoutReason(string pointer, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            yield return Error(DiagnosticCodes.EmptyValue, "say what the access is for: approvers read it", pointer);
    }

    private static IEnumerable<Diagnostic> Refused(string pointer, string reason)
    {
        if (reason.Trim().Length > MaxReason)
            yield return Error(DiagnosticCodes.TextTooLarge, $"a reason is at most {MaxReason} characters long", pointer);
        else if (CommentText.Problem(reason.Trim(), "reason") is { } problem)
            yield return Error(DiagnosticCodes.TextCharacter, problem, pointer);
    }

    private static IEnumerable<Diagnostic> OfConditions(string pointer, Conditions when)
    {
        (string Member, ValueList<Pattern> Patterns)[] all =
            [("branches", when.Branches), ("tags", when.Tags), ("sources", when.Sources), ("queues", when.Queues), ("clusters", when.Clusters), ("steps", when.Steps)];
        foreach (var (member, patterns) in all)
        {
            foreach (var (index, pattern) in patterns.Index())
            {
                if (CommentText.LineProblem(pattern.Text, $"pattern in `{member}`") is { } problem)
                    yield return Error(DiagnosticCodes.TextCharacter, problem, $"{pointer}/{member}/{index}");
            }
        }
    }

    private static IEnumerable<Diagnostic> Unknown(string pointer, PolicyReference reference, PolicyObjects policy)
    {
        if (policy.Find(reference) is null)
            yield return Error(DiagnosticCodes.UnknownReference, reference.Name.Length == 0 ? $"name the {reference.Kind.Noun()}" : $"there is no {reference}", pointer);
    }

    private static Diagnostic Error(string code, string message, string pointer) => new(code, Severity.Error, message, pointer);
}
