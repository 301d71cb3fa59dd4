using System.Text.Json;

namespace AccessConsole.Distribution.Deciding;

/// <summary>The body of a call of <c>POST /v1/decide</c>, read and checked as a whole.</summary>
/// <param name="IsList">Whether it is answered by a list.</param>
internal sealed record DecideCall(IReadOnlyList<AskedRequest> Requests, bool IsList)
{
    public const int MaxRequests = 1_000;
    private const string Shape = "the body is not {\"environment\":…,\"service\":…,\"method\":…,\"path\":…,\"token\":…,\"certificate\":…}, or {\"requests\":[…]} of such";

    /// <exception cref="FormatException">It is none; the message names everything that is wrong with it.</exception>
    public static DecideCall Read(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, DecideJsonContext.Default.DecideJson) is not { } call)
                throw new FormatException(Shape);
            if (call.Requests is null)
                return new DecideCall(ReadAll([call], isList: false), IsList: false);
            if (call with { Requests = null } != new DecideJson())
                throw new FormatException("beside `requests` stands nothing else");
            return call.Requests.Count <= MaxRequests
                ? new DecideCall(ReadAll(call.Requests, isList: true), IsList: true)
                : throw new FormatException($"`requests` holds more than {MaxRequests:N0}: ask in several calls");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{Shape}: {e.Message}", e);
        }
    }

    private static List<AskedRequest> ReadAll(IReadOnlyList<DecideRequestJson?> requests, bool isList)
    {
        var problems = requests.SelectMany((request, index) => ProblemsOf(request, isList ? $"/requests/{index}" : "")).ToArray();
        return problems.Length == 0 ? [.. requests.Select(request => Of(request!))] : throw new FormatException(string.Join("; ", problems));
    }

    private static IEnumerable<string> ProblemsOf(DecideRequestJson? request, string pointer)
    {
        if (request is null)
            return [$"`{pointer}` is null"];
        (string Name, string? Value)[] members = [("environment", request.Environment), ("service", request.Service), ("method", request.Method), ("path", request.Path)];
        return members.Where(member => member.Value is null).Select(member => $"`{pointer}/{member.Name}` is missing");
    }

    private static AskedRequest Of(DecideRequestJson request) => new(
        new PresentedCredentials(request.Token, Headers: null, request.Certificate), request.Environment!, request.Service!, request.Method!, request.Path!);
}
