using AccessConsole.Api.Describing;
using AccessConsole.Core.Diagnosis;
using AccessConsole.Diagnosing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Diagnosing;

/// <summary>Why one call fails: everything it may fail by, each looked at by itself. Credentials come in the body alone and are neither kept nor logged.</summary>
public static class DiagnoseEndpoints
{
    private const int MaxText = 64 << 10;

    public static void MapDiagnose(this IEndpointRouteBuilder api) =>
        api.MapPost("/diagnose", Diagnose).WithName("diagnoseCall").WithTags("Diagnose")
            .WithSummary("What a failing call may fail by: request, token, certificate, grants, bundles at its hops; each check passed, failed, or cannot be told from here");

    private static ApiAnswer<Ok<DiagnosisJson>> Diagnose(DiagnoseBody body, CallDiagnoser diagnoser)
    {
        if ((body.Token?.Length ?? 0) > MaxText || (body.Certificate?.Length ?? 0) > MaxText)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "text_too_large", "`token` or `certificate` is longer than 64 KB: no engine takes such a one");
        try
        {
            return TypedResults.Ok(DiagnosisJson.Of(diagnoser.Diagnose(body.ToCall())));
        }
        catch (FormatException e)
        {
            return Problems.BadRequest(e.Message);
        }
    }
}

/// <summary>The call that fails: what was called, and the credentials that it carried.</summary>
/// <param name="Url">What was called; or environment and service.</param>
/// <param name="Path">Raw, without query; where the URL says none.</param>
/// <param name="Token">The caller's token as it came, without <c>Bearer</c>; left out where it sent none.</param>
/// <param name="Certificate">PEM, in the order in which the caller sends it.</param>
public sealed record DiagnoseBody(
    string? Url = null, string? Environment = null, string? Service = null, string? Method = null, string? Path = null, string? Token = null, string? Certificate = null)
{
    /// <exception cref="FormatException">The URL is none.</exception>
    public FailingCall ToCall()
    {
        var address = string.IsNullOrWhiteSpace(Url) ? null : CalledAddress.Read(Url);
        return new FailingCall
        {
            Environment = Environment,
            Service = Service,
            Host = address?.Host,
            Method = Method ?? "GET",
            Path = address?.Path ?? Path ?? "/",
            Token = Token,
            Certificate = Certificate,
        };
    }
}
