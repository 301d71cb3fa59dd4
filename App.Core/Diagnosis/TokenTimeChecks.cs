using System.Globalization;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Diagnosis;

/// <summary>A token's times against its provider's limits and the clock of whoever checks.</summary>
internal static class TokenTimeChecks
{
    public static IEnumerable<CallCheck> Of(CompactToken token, OidcSettings settings, DateTimeOffset now)
    {
        string[] wanted = token.Has("nbf") ? ["exp", "iat", "nbf"] : ["exp", "iat"];
        var missing = wanted.Where(c => token.Seconds(c) is null).ToArray();
        if (missing.Length > 0)
        {
            yield return CallCheck.Failed("token.lifetime", $"{string.Join(" and ", missing.Select(m => $"`{m}`"))} is missing or no whole number of seconds", "use a token of an issuer that says when it was issued and until when it holds");
            yield break;
        }

        var (issued, until) = (token.Seconds("iat")!.Value, token.Seconds("exp")!.Value);
        yield return OfLifetime(until - issued, settings);
        var seconds = now.ToUnixTimeMilliseconds() / 1000d;
        yield return OfBeginning(Math.Max(issued, token.Seconds("nbf") ?? issued) - seconds);
        yield return OfEnd(seconds - until, until);
    }

    private static CallCheck OfLifetime(double lifetime, OidcSettings settings)
    {
        var longest = settings.MaxTokenLifetime.TotalSeconds;
        var finding = string.Create(CultureInfo.InvariantCulture, $"it holds for {lifetime:0} s; at most {longest:0} s are accepted");
        return lifetime >= 0 && lifetime <= longest
            ? CallCheck.Passed("token.lifetime", finding)
            : CallCheck.Failed("token.lifetime", finding, string.Create(CultureInfo.InvariantCulture, $"ask with `--lifetime {longest:0}` or less, or raise the provider's `maxTokenLifetime`"));
    }

    /// <param name="ahead">How long until it holds, in seconds; negative where it does already.</param>
    private static CallCheck OfBeginning(double ahead)
    {
        if (ahead <= 0)
            return CallCheck.Passed("clock.token", string.Create(CultureInfo.InvariantCulture, $"issued {-ahead:0} s ago by this clock"));
        var finding = string.Create(CultureInfo.InvariantCulture, $"by this clock it holds in {ahead:0} s only: the issuer's clock and this one differ by at least that much, {TokenVerifier.SkewSeconds} s are allowed");
        return ahead <= TokenVerifier.SkewSeconds
            ? CallCheck.Passed("clock.token", finding)
            : CallCheck.Failed("clock.token", finding, "have this machine and the gateways follow a time server");
    }

    /// <param name="over">For how long it has been over, in seconds; negative while it is not.</param>
    private static CallCheck OfEnd(double over, double until)
    {
        var end = Math.Abs(until) < 1e11 ? Instant(DateTimeOffset.FromUnixTimeSeconds((long)until)) : "a time out of range";
        if (over < 0)
            return CallCheck.Passed("token.expiry", string.Create(CultureInfo.InvariantCulture, $"it holds until {end}, {-over:0} s more"));
        var finding = string.Create(CultureInfo.InvariantCulture, $"it ended at {end}, {over:0} s ago");
        return over < TokenVerifier.SkewSeconds
            ? CallCheck.Passed("token.expiry", string.Create(CultureInfo.InvariantCulture, $"{finding}, within the {TokenVerifier.SkewSeconds} s that clocks may differ"))
            : CallCheck.Failed("token.expiry", finding, "ask for a new one right before the call; of a call that failed earlier, say with which clock's time it was made");
    }

    internal static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
