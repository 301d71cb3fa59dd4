using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>
/// What a request prefers: to wait for a change, and whether it is OPA that asks. OPA's <c>modes=snapshot,delta;wait=N</c> is not of RFC 7240's
/// grammar, where <c>;</c> would bind the wait to <c>delta</c>; both kinds are read by parting at either sign.
/// </summary>
/// <param name="Wait">Zero where the request does not wait.</param>
/// <param name="NamesModes">Whether the request has the <c>modes</c> of OPA's bundle downloader.</param>
internal readonly record struct PreferHeader(TimeSpan Wait, bool NamesModes)
{
    private const int MaxWaitSeconds = 50;
    private const string WaitKey = "wait=";
    private const string ModesKey = "modes=";

    /// <summary>By this content type OPA learns that the server holds its polls.</summary>
    public bool IsOpaLongPoll => NamesModes && Wait > TimeSpan.Zero;

    public static PreferHeader Read(StringValues header)
    {
        var prefer = default(PreferHeader);
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().SplitAny(',', ';'))
                prefer = prefer.With(line.AsSpan(range).Trim());
        }

        return prefer;
    }

    private PreferHeader With(ReadOnlySpan<char> part)
    {
        if (part.StartsWith(ModesKey, StringComparison.OrdinalIgnoreCase))
            return this with { NamesModes = true };
        if (!part.StartsWith(WaitKey, StringComparison.OrdinalIgnoreCase))
            return this;
        // A preference that cannot be understood is no error (RFC 7240, section 2): it is not followed.
        return long.TryParse(part[WaitKey.Length..].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? this with { Wait = TimeSpan.FromSeconds(Math.Min(seconds, MaxWaitSeconds)) }
            : this;
    }
}
