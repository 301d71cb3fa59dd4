using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Deciding;

/// <summary>
/// A decision that was answered, kept as it is until there is time to make a line of the log of it. INVARIANT (nothing secret is logged): the caller's raw token and certificate are not in it.
/// </summary>
/// <param name="Asker">The token that asked.</param>
/// <param name="TraceParent">Of the call, as it came.</param>
internal sealed record DecidedRequest(AccessToken Asker, string Service, string Method, string Path, string? TraceParent, LiveDecision Decision)
{
    /// <summary>Who asked, as far as it says: callers of one token are one.</summary>
    public static string PointOf(AccessToken asker) => asker.SpiffeId?.Text ?? asker.Prefix;
}
