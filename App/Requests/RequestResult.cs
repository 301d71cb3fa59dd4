using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;

namespace AccessConsole.Requests;

/// <summary>The request after an act, or why the act was refused.</summary>
/// <param name="Revision">What was published by the act.</param>
public sealed record RequestResult(GrantRequest? Request, PublishRefusal? Refusal, Revision? Revision = null)
{
    public static RequestResult Done(GrantRequest request, Revision? revision = null) => new(request, null, revision);

    public static RequestResult Refused(PublishRefusalKind kind, string message) => new(null, new PublishRefusal(kind, message, []));
}
