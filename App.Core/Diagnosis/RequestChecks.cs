using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Diagnosis;

/// <summary>What of method and path every engine refuses whoever asks.</summary>
internal static class RequestChecks
{
    public static IEnumerable<CallCheck> Of(FailingCall call)
    {
        yield return MethodSet.Of(call.Method).IsEmpty
            ? CallCheck.Failed("request.method", $"`{call.Method}` is no method that a policy can speak of", $"use one of {string.Join(", ", MethodSet.KnownNames)}, in upper case")
            : CallCheck.Passed("request.method", $"`{call.Method}` is a method that policies speak of");
        yield return CanonicalPath.IsCanonical(call.Path)
            ? CallCheck.Passed("request.path", $"`{call.Path}` is in its one canonical spelling")
            : CallCheck.Failed(
                "request.path", $"`{call.Path}` is not in canonical form, so that engines and the service could read it differently",
                "send it without empty or dot segments, without `;`, and with nothing percent-encoded that may stand raw; without the query here");
    }
}
