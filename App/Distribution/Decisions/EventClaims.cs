using System.Text.Json;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Decisions;

/// <summary>Takes of an event what conditions read: from the claims where they were logged, else from the words that the request was asked in.</summary>
internal static class EventClaims
{
    private static readonly (string Word, string Claim)[] Words =
    [
        ("branch", ClaimNames.Branch), ("tag", ClaimNames.Tag), ("source", ClaimNames.Source), ("queue", ClaimNames.QueueKey), ("cluster", ClaimNames.ClusterName), ("step", ClaimNames.Step),
    ];

    public static ValueMap Of(JsonElement input, JsonElement log)
    {
        var claims = log.Member("claims") is { ValueKind: JsonValueKind.Object } logged ? logged : input.Member("claims");
        var found = claims.ValueKind == JsonValueKind.Object ? FromClaims(claims) : FromWords(input);
        return found.Count == 0 ? ValueMap.Empty : new ValueMap(found);
    }

    private static List<KeyValuePair<string, string>> FromClaims(JsonElement claims)
    {
        var found = new List<KeyValuePair<string, string>>();
        foreach (var name in LoggedClaims.Names)
        {
            if (claims.Scalar(name, LoggedClaims.MaxLength) is { } value)
                found.Add(new(name, value));
        }

        return found;
    }

    private static List<KeyValuePair<string, string>> FromWords(JsonElement input)
    {
        var found = new List<KeyValuePair<string, string>>();
        foreach (var (word, claim) in Words)
        {
            if (input.Text(word, LoggedClaims.MaxLength) is { } value)
                found.Add(new(claim, value));
        }

        return found;
    }
}
