using System.Text.Json;

namespace AccessConsole.Distribution.Deciding;

/// <summary>The body of a call of <c>POST /v1/decide</c>, read and checked as a whole.</summary>
/// <param name="IsList">Whether it is answered by a list.</param>
internal sealed record DecideCall(IReadOnlyList<AskedRequest> Requests, bool IsList)
{
    public const int MaxRequests = 1_000;
    private const string Shape =
        "the body is not {\"environment\":…,\"service\":…,\"method\":…,\"path\":…,\"token\":…,\"certificate\":…}, or {\"requests\":[…]} of such, beside which stands what they share";

    /// <exception cref="FormatException">It is none; the message names everything that is wrong with it.</exception>
    public static DecideCall Read(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, DecideJsonContext.Default.DecideJson) is not { } call)
                throw new FormatException(Shape);
            if (call.Requests is not { } requests)
                return new DecideCall(ReadAll([call], call, isList: false), IsList: false);
            return requests.Count <= MaxRequests
                ? new DecideCall(ReadAll(requests, call, isList: true), IsList: true)
                : throw new FormatException($"`requests` holds more than {MaxRequests:N0}: ask in several calls");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{Shape}: {e.Message}", e);
        }
    }

    private static AskedRequest[] ReadAll(IReadOnlyList<DecideRequestJson?> requests, DecideRequestJson shared, bool isList)
    {
        var problems = requests.SelectMany((request, index) => ProblemsOf(request, shared, isList ? $"/requests/{index}" : "")).ToArray();
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
        return members.Where(member => member.Value is null).Select(member => $"`{pointer}/{member.Name}` is missing");
    }

    private static AskedRequest Of(DecideRequestJson request, DecideRequestJson shared) => new(
        new PresentedCredentials(request.Token ?? shared.Token, Headers: null, request.Certificate ?? shared.Certificate),
        (request.Environment ?? shared.Environment)!, (request.Service ?? shared.Service)!, (request.Method ?? shared.Method)!, (request.Path ?? shared.Path)!);
}
