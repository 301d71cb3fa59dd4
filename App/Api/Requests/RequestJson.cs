using System.Text.Json;
using AccessConsole.Api.Describing;
using AccessConsole.Api.Drafts;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Requests;
using AccessConsole.Requests;

namespace AccessConsole.Api.Requests;

/// <summary>A request on the wire.</summary>
/// <param name="State">waiting, lapsed, inForce, expired, endedEarly, declined or withdrawn; as of now.</param>
/// <param name="Grant">What it becomes, or became.</param>
/// <param name="LapsesAt">Until when it may be approved.</param>
/// <param name="Extension">More time that waits for approval.</param>
public sealed record RequestJson(
    Guid Id, string State, ActorJson Requester, DateTimeOffset AskedAt, string Principal, string PrincipalKind, string Role, string Environment, string Duration, string Reason, [property: OfSchema(PolicyComponents.Grant)] JsonElement Grant,
    DateTimeOffset LapsesAt, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, ExtensionJson? Extension, IReadOnlyList<RequestStepJson> Steps)
{
    public static RequestJson Of(GrantRequest request, DateTimeOffset now) => new(
        request.Id, JsonNamingPolicy.CamelCase.ConvertName(request.StandingAt(now).ToString()), ActorJson.Of(request.Requester), request.AskedAt,
        request.Principal.Name, Core.Model.PolicyKinds.Noun(request.Principal.Kind), request.Grant.Role, request.Environment, RequestDuration.Print(request.Duration), request.Grant.Reason ?? "",
        JsonSerializer.Deserialize<JsonElement>(PolicyObjectJson.Write(request.Grant with { ValidFrom = request.StartsAt, Expires = request.EndsAt })),
        request.LapsesAt, request.StartsAt, request.EndsAt, request.Extension is { } extension ? ExtensionJson.Of(extension) : null, [.. request.Steps.Select(RequestStepJson.Of)]);
}

public sealed record ExtensionJson(DateTimeOffset AskedAt, string Duration, string Reason)
{
    public static ExtensionJson Of(RequestedExtension extension) => new(extension.AskedAt, RequestDuration.Print(extension.Duration), extension.Reason);
}

public sealed record RequestStepJson(string Kind, ActorJson By, DateTimeOffset At, string? Text, string? Digest, int? Revision, DateTimeOffset? EndsAt)
{
    public static RequestStepJson Of(RequestStep step) => new(
        JsonNamingPolicy.CamelCase.ConvertName(step.Kind.ToString()), ActorJson.Of(step.By), step.At, step.Text, step.Approval?.Digest, step.Revision, step.EndsAt);
}

/// <summary>How far the approvals of one place are.</summary>
public sealed record RequestPlaceJson(string Place, int Needed, int Given)
{
    public static RequestPlaceJson Of(PlaceApproval at) => new(at.Place.ToString(), at.Needed, at.Given);
}

/// <param name="Digest">What an approval must name; null where nothing waits for one.</param>
/// <param name="Access">Of what waits for approval: what would be opened, a sentence each. Of access in force: what taking it back would close.</param>
/// <param name="IsAsMade">Whether the grant is in the policy as the request made it.</param>
public sealed record RequestSightJson(
    RequestJson Request, string? Digest, IReadOnlyList<string> Access, IReadOnlyList<RequestPlaceJson> Approvals, IReadOnlyList<ProblemJson> Problems, string? Problem, bool IsAsMade)
{
    public static RequestSightJson Of(RequestSight sight) => new(
        RequestJson.Of(sight.Request, sight.At), sight.Digest, [.. sight.Review?.Access.Sentences ?? []], [.. sight.Places.Select(RequestPlaceJson.Of)],
        [.. (sight.Review?.Problems ?? []).Select(Api.Problems.ToJson)], sight.Problem, sight.IsAsMade);
}

/// <param name="Problems">Why it cannot be asked for, and warnings of the review.</param>
/// <param name="Standing">Grants that give it already, in whole or in part.</param>
public sealed record RequestPreviewJson(bool CanBeAsked, IReadOnlyList<string> Access, IReadOnlyList<RequestPlaceJson> Approvals, IReadOnlyList<ProblemJson> Problems, IReadOnlyList<string> Standing)
{
    public static RequestPreviewJson Of(RequestPreview preview) => new(
        preview.Problems.IsEmpty, [.. preview.Review?.Access.Sentences ?? []], [.. preview.Places.Select(RequestPlaceJson.Of)],
        [.. preview.Problems.Concat(preview.Review?.Problems.Where(p => p.Severity == Core.Diagnostics.Severity.Warning) ?? []).Select(Api.Problems.ToJson)], [.. preview.Standing.Select(g => g.Name)]);
}
