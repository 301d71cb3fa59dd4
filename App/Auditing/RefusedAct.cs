using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Auditing;

/// <summary>Somebody known asked for something that they may not do.</summary>
/// <param name="What">The act: a method, and the address as a pattern, of which there are few however many addresses are tried.</param>
/// <param name="Path">The very address.</param>
/// <param name="Why">A sentence.</param>
/// <param name="Facts">Further details of the event.</param>
public sealed record RefusedAct(Actor Actor, string What, string Path, string Why, IReadOnlyDictionary<string, string?> Facts)
{
    /// <summary>The act as an event.</summary>
    public AuditEvent ToEvent(DateTimeOffset at) => new(at, Actor, AuditActions.Refused, Path, Details());

    /// <summary>As an event that stands for many.</summary>
    /// <param name="at">When the last of them was refused.</param>
    public AuditEvent ToEvent(DateTimeOffset at, long times)
    {
        var details = Details();
        details["times"] = times.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new(at, Actor, AuditActions.Refused, Path, details);
    }

    private Dictionary<string, string?> Details() => new(Facts)
    {
        ["what"] = What,
        ["why"] = nameof(PublishRefusalKind.Forbidden),
        ["message"] = Why,
    };
}
