using AccessConsole.Core.Evaluation;

namespace AccessConsole.Core.Analysis;

/// <summary>One request of a region: everything but who asks, and where.</summary>
/// <param name="Claims">Those that matter; others may be anything.</param>
internal sealed record RequestSample(string Method, string Path, IReadOnlyDictionary<string, ClaimValue> Claims, DateTimeOffset Time)
{
    /// <summary>A method that no policy knows.</summary>
    public const string OddMethod = "TRACE";
}
