using System.Globalization;

namespace AccessConsole.Core.Diagnosis;

/// <summary>Whether clocks agree well enough for times in tokens and grants to mean the same everywhere.</summary>
public static class ClockChecks
{
    /// <summary>How far two clocks may differ; what verifiers of tokens allow.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(Evaluation.Credentials.TokenVerifier.SkewSeconds);

    /// <summary>Compares a clock with another by what the other said of itself in an answer.</summary>
    /// <param name="whose">Whose clock said it, such as <c>the gateway</c>.</param>
    /// <param name="said">By that clock, while the answer was made.</param>
    /// <param name="asked">By our clock, before the question.</param>
    /// <param name="answered">By our clock, after the answer.</param>
    public static CallCheck Between(string code, string whose, DateTimeOffset said, DateTimeOffset asked, DateTimeOffset answered)
    {
        // A Date header has whole seconds.
        var ahead = said - answered;
        var behind = asked - (said + TimeSpan.FromSeconds(1));
        if (ahead <= TimeSpan.Zero && behind <= TimeSpan.Zero)
            return CallCheck.Passed(code, $"the clock of {whose} agrees with this machine's");
        var (skew, way) = ahead > behind ? (ahead, "ahead of") : (behind, "behind");
        var finding = string.Create(CultureInfo.InvariantCulture, $"the clock of {whose} is {Seconds(skew)} {way} this machine's");
        return skew <= Tolerance
            ? CallCheck.Passed(code, $"{finding}, within the {Tolerance.TotalSeconds:0} s that tokens are allowed")
            : CallCheck.Failed(code, $"{finding}: tokens allow {Tolerance.TotalSeconds:0} s", "have both machines follow a time server (`chronyc tracking`, `timedatectl`)");
    }

    /// <summary>What a console can say of the clocks at engines.</summary>
    internal static CallCheck OfEngines() => CallCheck.Untold(
        "clock.engines", "engines do not report their clocks", "run `accessctl diagnose` at the gateway: it holds that machine's clock against the console's, and with `--connect` against the gateway's");

    internal static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s");
}
