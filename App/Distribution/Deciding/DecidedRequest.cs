using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;

namespace AccessConsole.Distribution.Deciding;

/// <summary>
/// A decision that was answered, kept as it is until there is time to make a line of the log of it. INVARIANT (nothing secret is logged): the caller's raw token and certificate are not in it.
/// However long the texts of a question were, it holds no more of them than the log has room for.
/// </summary>
/// <param name="Asker">The token that asked.</param>
/// <param name="Service">Null where it can be no service's name.</param>
/// <param name="Path">Without query; null where the log has none so long.</param>
/// <param name="TraceParent">Of the call, as it came.</param>
internal sealed record DecidedRequest(AccessToken Asker, string? Service, string Method, string? Path, string? TraceParent, LiveDecision Decision)
{
    public const int MaxMethod = 200;

    public static DecidedRequest Of(AccessToken asker, in AskedRequest asked, string? traceParent, in LiveDecision decision) => new(
        asker, LogText.IsName(asked.Service) ? asked.Service : null, asked.Method.Length > MaxMethod ? LogText.Clean(asked.Method, MaxMethod) : asked.Method, PathOf(asked.Path), traceParent, decision);

    /// <summary>Who asked, as far as it says: callers of one token are one.</summary>
    public static string PointOf(AccessToken asker) => asker.SpiffeId?.Text ?? asker.Prefix;

    /// <summary>A query that was asked about as part of the path may hold what is secret. A path that is cut would be another.</summary>
    private static string? PathOf(string path)
    {
        var end = path.AsSpan().IndexOfAny('?', '#');
        var length = end < 0 ? path.Length : end;
        return length is 0 or > CanonicalPath.MaxBytes ? null : path[..length];
    }
}
