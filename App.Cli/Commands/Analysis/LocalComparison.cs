using System.Text.Json.Nodes;
using AccessConsole.Cli.Commands.Policy;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Cli.Commands.Analysis;

/// <summary>Two documents compared without a console.</summary>
internal sealed record LocalComparison(string From, string To, PolicySet One, PolicySet Other, DateTimeOffset Now)
{
    /// <returns>Null where one of the documents has errors, which are reported.</returns>
    public static async Task<LocalComparison?> LoadAsync(Call call, Surroundings around, string from, string to, bool isDevelopment)
    {
        if (await PolicyLoading.LoadAsync(call, around, from, isDevelopment) is not { } one || await PolicyLoading.LoadAsync(call, around, to, isDevelopment) is not { } other)
            return null;
        return new LocalComparison(from, to, one, one.Apply(PolicyDiffPatch.Between(one.Objects, other.ToDocument(), Guid.CreateVersion7)), around.Clock.GetUtcNow());
    }

    /// <summary>The members of the API's answer that are sentences.</summary>
    public (JsonObject Json, string[] Access, string[] Configuration) Diff()
    {
        string[] access = [.. AccessDiff.Between(One, Other, Now).Sentences];
        string[] configuration = [.. ConfigurationDiff.Between(One, Other).Sentences];
        return (new JsonObject { ["from"] = From, ["to"] = To, ["access"] = Sentences(access), ["configuration"] = Sentences(configuration) }, access, configuration);
    }

    /// <summary>The API's answer, but for the near grants.</summary>
    public JsonObject Same()
    {
        var meaning = PolicyMeaning.Compare(One, Other, Now);
        return new JsonObject
        {
            ["from"] = From,
            ["to"] = To,
            ["same"] = meaning.IsSame,
            ["sentences"] = List(meaning.Access.Sentences),
            ["difference"] = meaning.Difference is { } difference
                ? new JsonObject { ["request"] = JsonNode.Parse(DecisionRequestJson.Write(difference.Request)), ["from"] = Outcome(difference.One), ["to"] = Outcome(difference.Other) }
                : null,
        };
    }

    private static JsonObject Outcome(RequestOutcome outcome) => new()
    {
        ["decision"] = Decisions.ShownDecision.Of(outcome.Decision).ToJson(isExplained: false),
        ["passes"] = outcome.Passes,
        ["target"] = outcome.Target?.ToString(),
    };

    private static JsonObject Sentences(IEnumerable<string> sentences) => new() { ["sentences"] = List(sentences) };

    private static JsonArray List(IEnumerable<string> sentences) => [.. sentences.Select(s => (JsonNode)s)];
}
