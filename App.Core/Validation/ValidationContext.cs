using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation;

/// <summary>The objects to judge, the policy that they are part of, and the problems found.</summary>
/// <param name="judged">The objects to judge: all of them, or those that a patch puts in.</param>
/// <param name="prefix">The pointer to the object that lists them by kind: empty for a document, <c>/upsert</c> for a patch.</param>
internal sealed class ValidationContext(PolicyDocument judged, string prefix, PolicyIndex index, ValidationOptions options)
{
    // Guessing the meant name compares with every known one: worth it for the problems that somebody will read.
    private const int MaxSuggestions = 50;

    private readonly ProblemList problems = new();
    private int suggestions;

    public PolicyIndex Index => index;

    public ValidationOptions Options => options;

    public IEnumerable<Located<IdentityProvider>> Providers => At(PolicyKind.IdentityProvider, judged.IdentityProviders);

    public IEnumerable<Located<PolicyEnvironment>> Environments => At(PolicyKind.Environment, judged.Environments);

    public IEnumerable<Located<Pipeline>> Pipelines => At(PolicyKind.Pipeline, judged.Pipelines);

    public IEnumerable<Located<Workload>> Workloads => At(PolicyKind.Workload, judged.Workloads);

    public IEnumerable<Located<Service>> Services => At(PolicyKind.Service, judged.Services);

    public IEnumerable<Located<Role>> Roles => At(PolicyKind.Role, judged.Roles);

    public IEnumerable<Located<Grant>> Grants => At(PolicyKind.Grant, judged.Grants);

    public IEnumerable<Located<PolicyTest>> Tests => At(PolicyKind.Test, judged.Tests);

    /// <summary>Every deployment with its service and its pointer.</summary>
    public IEnumerable<(Service Service, Deployment Deployment, string Pointer)> Deployments =>
        Services.SelectMany(s => s.Object.Deployments.Select((deployment, i) => (s.Object, deployment, s.At($"/deployments/{i}"))));

    public void Error(string code, string pointer, string message) => problems.Add(new Diagnostic(code, Severity.Error, message, pointer));

    public void Warn(string code, string pointer, string message) => problems.Add(new Diagnostic(code, Severity.Warning, message, pointer));

    /// <param name="message">Asked only for what is listed: of a large policy much may be warned of.</param>
    public void Warn(string code, Func<string> pointer, Func<string> message) =>
        problems.Add(Severity.Warning, () => new Diagnostic(code, Severity.Warning, message(), pointer()));

    /// <summary>Reports a name that leads nowhere. An empty one has been reported where it was read.</summary>
    public void CheckReference<T>(PolicyKind kind, string name, IReadOnlyDictionary<string, T> known, string pointer)
    {
        if (name.Length == 0 || known.ContainsKey(name))
            return;
        var suggestion = ++suggestions <= MaxSuggestions ? NearestName.Suggestion(name, known.Keys) : "";
        Error(DiagnosticCodes.UnknownReference, pointer, $"there is no {kind.Noun()} `{Shown.Text(name)}`{suggestion}");
    }

    /// <summary>Reports a list with more items than there may be.</summary>
    public void CheckCount(int count, int limit, string what, string pointer)
    {
        if (count > limit)
            Error(DiagnosticCodes.ListTooLong, pointer, $"{count} {what} are more than the {limit} there may be: split them up");
    }

    public ImmutableArray<Diagnostic> ToImmutable() => [.. problems.ToImmutable().Order(PointerOrder.Instance)];

    private IEnumerable<Located<T>> At<T>(PolicyKind kind, ValueList<T> objects)
    {
        var list = $"{prefix}/{kind.DocumentKey()}";
        return objects.Select((value, i) => new Located<T>(value, list, i));
    }
}
