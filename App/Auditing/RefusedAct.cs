using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Auditing;

/// <summary>Somebody known asked for something that they may not do.</summary>
/// <param name="What">The act: a method, and the address as a pattern, of which there are few however many addresses are tried; or the action that was not done.</param>
/// <param name="Path">The very address, or what the action was about.</param>
/// <param name="Why">A sentence.</param>
/// <param name="Facts">Further details of the event.</param>
public sealed record RefusedAct(Actor Actor, string What, string Path, string Why, IReadOnlyDictionary<string, string?> Facts)
{
    /// <summary>The act as an event.</summary>
    public AuditEvent ToEvent(DateTimeOffset at) => new(at, Actor, AuditActions.Refused, Path, new Dictionary<string, string?>(Facts)
    {
        ["what"] = What,
        ["why"] = nameof(PublishRefusalKind.Forbidden),
        ["message"] = Why,
    });

    /// <summary>An event that stands for many as one does for itself.</summary>
    /// <param name="at">When the last of them was refused.</param>
    public static AuditEvent Counted(AuditEvent refused, DateTimeOffset at, long times) => refused with
    {
        At = at,
        Details = new Dictionary<string, string?>(refused.Details) { ["times"] = times.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };
}
