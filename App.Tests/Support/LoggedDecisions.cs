using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;

namespace AccessConsole.Tests.Support;

/// <summary>Lines of the log of decisions, a new one at each call: a test says by <c>with</c> what else matters to it.</summary>
internal static class LoggedDecisions
{
    /// <summary>A call to the service of <see cref="SmallPolicy"/> that one grant let through.</summary>
    public static LoggedDecision Granted(string grant, DateTimeOffset at) => new()
    {
        Id = Guid.NewGuid(),
        At = at,
        PointId = Guid.NewGuid(),
        Point = "gateway",
        Target = Target.Opa,
        Environment = "staging",
        Service = "payments",
        Principal = "pipeline/deploy",
        Method = "GET",
        Path = "/status/a",
        Effect = "allow",
        Reason = "granted",
        Grant = grant,
        Mode = "enforce",
        Revision = 1,
    };

    /// <summary>The same call where no grant lets it through.</summary>
    public static LoggedDecision Refused(this LoggedDecision decision) => decision with { Effect = "deny", Reason = "no_grant", Grant = null };

    /// <summary>As an enforcement point tells it.</summary>
    public static LoggedDecision By(this LoggedDecision decision, EnforcementPoint point) => decision with { PointId = point.Id, Point = point.Name };
}
