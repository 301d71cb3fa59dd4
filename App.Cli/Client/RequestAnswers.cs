using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>A request for access: <c>GET /api/v1/requests</c>.</summary>
internal sealed record RequestAnswer(
    Guid Id, string State, RequestActor Requester, string Principal, string Role, string Environment, string Duration, string Reason, DateTimeOffset LapsesAt, DateTimeOffset? EndsAt = null);

internal sealed record RequestActor(string Name);

/// <summary>One request with what it opens: <c>GET /api/v1/requests/{id}</c>.</summary>
internal sealed record RequestSightAnswer(RequestAnswer Request, ImmutableArray<string> Access, ImmutableArray<RequestPlace> Approvals, string? Problem = null);

/// <summary>What a request would open: <c>POST /api/v1/requests/check</c>.</summary>
internal sealed record RequestPreviewAnswer(bool CanBeAsked, ImmutableArray<string> Access, ImmutableArray<RequestPlace> Approvals, ImmutableArray<RequestProblem> Problems, ImmutableArray<string> Standing);

internal sealed record RequestPlace(string Place, int Needed, int Given);

internal sealed record RequestProblem(string Severity, string Message);
