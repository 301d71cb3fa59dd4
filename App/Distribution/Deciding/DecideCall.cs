using System.Text.Json;

namespace AccessConsole.Distribution.Deciding;

/// <summary>The body of a call of <c>POST /v1/decide</c>, read and checked as a whole.</summary>
/// <param name="IsList">Whether it is answered by a list.</param>
internal sealed record DecideCall(IReadOnlyList<AskedRequest> Requests, bool IsList)
{
    public const int MaxRequests = 1_000;
    private const int MaxTokenCharacters = 16 << 10;
    private const int MaxCertificateCharacters = 64 << 10;

    // A path may hold some; more than these are no requests' own, and are not read into memory to find out.
    private const int MaxBraces = 10 * MaxRequests;

    private const string Shape =
        "the body is not {\"environment\":…,\"service\":…,\"method\":…,\"path\":…,\"token\":…,\"certificate\":…}, or {\"requests\":[…]} of such, beside which stands what they share";

    /// <exception cref="FormatException">It is none; the message names everything that is wrong with it.</exception>
    public static DecideCall Read(ReadOnlySpan<byte> body)
    {
        if (body.Count((byte)'{') > MaxBraces)
            throw new FormatException(TooMany);
        try
        {
            if (JsonSerializer.Deserialize(body, DecideJsonContext.Default.DecideJson) is not { } call)
                throw new FormatException(Shape);
            if (call.Requests is not { } requests)
                return new DecideCall(ReadAll([call], call, isList: false), IsList: false);
            return requests.Count <= MaxRequests
                ? new DecideCall(ReadAll(requests, call, isList: true), IsList: true)
                : throw new FormatException(TooMany);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{Shape}: {e.Message}", e);
        }
    }

    private static string TooMany => $"`requests` holds more than {MaxRequests:N0}: ask in several calls";

    private static AskedRequest[] ReadAll(IReadOnlyList<DecideRequestJson?> requests, DecideRequestJson shared, bool isList)
    {
        var problems = requests.SelectMany((request, index) => ProblemsOf(request, shared, isList ? $"/requests/{index}" : ""))
            .Concat(isList ? LengthProblemsOf(shared, "") : []).ToArray();
        return problems.Length == 0 ? [.. requests.Select(request => Of(request!, shared))] : throw new FormatException(string.Join("; ", problems));
    }

    private static IEnumerable<string> ProblemsOf(DecideRequestJson? request, DecideRequestJson shared, string pointer)
    {
        if (request is null)
            return [$"`{pointer}` is null"];
        (string Name, string? Value)[] members =
        [
            ("environment", request.Environment ?? shared.Environment), ("service", request.Service ?? shared.Service), ("method", request.Method ?? shared.Method), ("path", request.Path ?? shared.Path),
        ];
        return members.Where(member => member.Value is null).Select(member => $"`{pointer}/{member.Name}` is missing").Concat(LengthProblemsOf(request, pointer));
    }

    private static IEnumerable<string> LengthProblemsOf(DecideRequestJson request, string pointer)
    {
        if (request.Token?.Length > MaxTokenCharacters)
            yield return $"`{pointer}/token` has more than {MaxTokenCharacters:N0} characters";
        if (request.Certificate?.Length > MaxCertificateCharacters)
            yield return $"`{pointer}/certificate` has more than {MaxCertificateCharacters:N0} characters";
    }

    private static AskedRequest Of(DecideRequestJson request, DecideRequestJson shared) => new(
        new PresentedCredentials(request.Token ?? shared.Token, Headers: null, request.Certificate ?? shared.Certificate),
        (request.Environment ?? shared.Environment)!, (request.Service ?? shared.Service)!, (request.Method ?? shared.Method)!, (request.Path ?? shared.Path)!);
}
