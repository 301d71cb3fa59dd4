using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Evaluation;

namespace AccessConsole.Cli.Commands.Decisions;

/// <summary>A decision, whoever made it, as text and as the object that the API calls one.</summary>
/// <param name="Revision">What it was decided by; null for a document.</param>
internal sealed record ShownDecision(bool IsAllowed, string Reason, string? Grant, string? Detail, string? Mode, ImmutableArray<NearAnswer> Near, int? Revision)
{
    public static ShownDecision Of(DecisionAnswer answer, int revision) =>
        new(answer.Effect == "allow", answer.Reason, answer.Grant, answer.Detail, answer.Mode, answer.Near ?? [], revision);

    public static ShownDecision Of(Decision decision) => new(
        decision.IsAllowed,
        decision.Reason.Name(),
        decision.Grant,
        decision.Detail,
        decision.Mode?.ToString().ToLowerInvariant(),
        [.. decision.Near.Select(n => new NearAnswer(n.Grant, n.Failed, n.Detail))],
        Revision: null);

    private string Effect => IsAllowed ? "allow" : "deny";

    public string ToText(bool isExplained) => string.Join('\n', isExplained ? [Sentence(), .. Explanation()] : [Sentence()]);

    public JsonObject ToJson(bool isExplained)
    {
        var json = new JsonObject { ["effect"] = Effect, ["reason"] = Reason };
        Add("grant", Grant);
        Add("detail", Detail);
        Add("mode", Mode);
        if (Revision is { } revision)
            json["revision"] = revision;
        if (!isExplained || IsAllowed)
            return json;
        Add("remedy", Remedies.For(Reason));
        json["near"] = new JsonArray([.. Near.Select(n => new JsonObject { ["grant"] = n.Grant, ["failed"] = n.Failed, ["detail"] = n.Detail, ["remedy"] = Remedies.ForGrant(n) })]);
        return json;

        void Add(string member, string? value)
        {
            if (value is not null)
                json[member] = value;
        }
    }

    private string Sentence()
    {
        var grant = Grant is null ? "" : $" by `{Grant}`";
        var detail = Detail is null ? "" : $": {Detail}";
        var revision = Revision is { } number ? string.Create(CultureInfo.InvariantCulture, $" (revision {number})") : "";
        var shadow = Mode == "shadow" ? "; the deployment is in shadow mode, so enforcement points let it pass" : "";
        return $"{Effect}: {Reason}{grant}{detail}{revision}{shadow}";
    }

    private IEnumerable<string> Explanation()
    {
        if (IsAllowed)
            yield break;
        if (Remedies.For(Reason) is { } remedy)
            yield return $"what to do: {remedy}";
        if (Near.Length > 0)
            yield return "nearest grants:";
        foreach (var near in Near)
        {
            yield return $"  {near.Grant}: {near.Failed}: {near.Detail}";
            if (Remedies.ForGrant(near) is { } change)
                yield return $"    what to do: {change}";
        }
    }
}
