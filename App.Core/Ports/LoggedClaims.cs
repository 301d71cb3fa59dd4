using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>The claims that decision logs may hold: what conditions read, and what names organization, pipeline, build and job. None of them lets anybody in.</summary>
public static class LoggedClaims
{
    public const string BuildId = "build_id";
    public const string BuildNumber = "build_number";
    public const string JobId = "job_id";

    public static ImmutableArray<string> Names { get; } =
    [
        ClaimNames.OrganizationSlug, ClaimNames.PipelineSlug, BuildId, BuildNumber, JobId, ClaimNames.Branch, ClaimNames.Tag, ClaimNames.Source,
        ClaimNames.Step, ClaimNames.QueueKey, ClaimNames.QueueId, ClaimNames.ClusterName, ClaimNames.ClusterId,
    ];

    /// <summary>What is longer is none: cut, it would be another.</summary>
    public const int MaxLength = 200;

    /// <summary>Those of a token that verified.</summary>
    public static ValueMap Of(TokenClaims claims)
    {
        var found = new List<KeyValuePair<string, string>>();
        foreach (var name in Names)
        {
            var text = claims[name] is { IsString: true } claim ? claim.Text : name == BuildNumber ? claims.BuildNumber?.ToString(CultureInfo.InvariantCulture) : null;
            if (text is { Length: > 0 and <= MaxLength })
                found.Add(new(name, text));
        }

        return found.Count == 0 ? ValueMap.Empty : new ValueMap(found);
    }

    /// <summary>What a build is found by; null where the token names none.</summary>
    public static string? BuildOf(IReadOnlyDictionary<string, string> claims)
    {
        if (claims.TryGetValue(BuildId, out var id))
            return id;
        return claims.TryGetValue(BuildNumber, out var number) && claims.TryGetValue(ClaimNames.OrganizationSlug, out var organization) && claims.TryGetValue(ClaimNames.PipelineSlug, out var pipeline)
            ? $"{organization}/{pipeline}#{number}"
            : null;
    }
}
