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
/// <param name="Requester">Who asks.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Principal">The name of the pipeline or workload.</param>
/// <param name="PrincipalKind"><c>pipeline</c> or <c>workload</c>.</param>
/// <param name="Reason">Why it is needed.</param>
/// <param name="Grant">What it becomes, or became.</param>
/// <param name="LapsesAt">Until when it may be approved.</param>
/// <param name="StartsAt">When the access began; null while it did not.</param>
/// <param name="EndsAt">When it ends or ended; null while it did not begin.</param>
/// <param name="Extension">More time that waits for approval.</param>
/// <param name="Steps">What was done, in time order.</param>
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

/// <summary>More time that was asked for.</summary>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Reason">Why it is needed.</param>
public sealed record ExtensionJson(DateTimeOffset AskedAt, string Duration, string Reason)
{
    public static ExtensionJson Of(RequestedExtension extension) => new(extension.AskedAt, RequestDuration.Print(extension.Duration), extension.Reason);
}

/// <summary>One act on a request.</summary>
/// <param name="Kind">What was done, such as <c>approved</c>.</param>
/// <param name="Text">The comment or reason; null for none.</param>
/// <param name="Digest">Of the request that an approver saw.</param>
/// <param name="Revision">The revision that it became.</param>
/// <param name="EndsAt">When the access ends from then on.</param>
public sealed record RequestStepJson(string Kind, ActorJson By, DateTimeOffset At, string? Text, string? Digest, int? Revision, DateTimeOffset? EndsAt)
{
    public static RequestStepJson Of(RequestStep step) => new(
        JsonNamingPolicy.CamelCase.ConvertName(step.Kind.ToString()), ActorJson.Of(step.By), step.At, step.Text, step.Approval?.Digest, step.Revision, step.EndsAt);
}

/// <summary>How far the approvals of one place are.</summary>
/// <param name="Place">The place in words.</param>
/// <param name="Needed">How many it needs.</param>
/// <param name="Given">How many it has.</param>
public sealed record RequestPlaceJson(string Place, int Needed, int Given)
{
    public static RequestPlaceJson Of(PlaceApproval at) => new(at.Place.ToString(), at.Needed, at.Given);
}

/// <summary>A request as an approver sees it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Digest">What an approval must name; null where nothing waits for one.</param>
/// <param name="Access">Of what waits for approval: what would be opened, a sentence each. Of access in force: what taking it back would close.</param>
/// <param name="Approvals">How far the approvals of each place are.</param>
/// <param name="Problems">What the review of the grant finds.</param>
/// <param name="Problem">Why it cannot be approved as things stand; null where it can.</param>
/// <param name="IsAsMade">Whether the grant is in the policy as the request made it.</param>
public sealed record RequestSightJson(
    RequestJson Request, string? Digest, IReadOnlyList<string> Access, IReadOnlyList<RequestPlaceJson> Approvals, IReadOnlyList<ProblemJson> Problems, string? Problem, bool IsAsMade)
{
    public static RequestSightJson Of(RequestSight sight) => new(
        RequestJson.Of(sight.Request, sight.At), sight.Digest, [.. sight.Review?.Access.Sentences ?? []], [.. sight.Places.Select(RequestPlaceJson.Of)],
        [.. (sight.Review?.Problems ?? []).Select(Api.Problems.ToJson)], sight.Problem, sight.IsAsMade);
}

/// <summary>What a request would open and whose approval it would need, before it is asked.</summary>
/// <param name="CanBeAsked">Whether it can be asked for.</param>
/// <param name="Access">What would be opened, a sentence each.</param>
/// <param name="Approvals">The approvals that it would need, by place.</param>
/// <param name="Problems">Why it cannot be asked for, and warnings of the review.</param>
/// <param name="Standing">Grants that give it already, in whole or in part.</param>
public sealed record RequestPreviewJson(bool CanBeAsked, IReadOnlyList<string> Access, IReadOnlyList<RequestPlaceJson> Approvals, IReadOnlyList<ProblemJson> Problems, IReadOnlyList<string> Standing)
{
    public static RequestPreviewJson Of(RequestPreview preview) => new(
        preview.Problems.IsEmpty, [.. preview.Review?.Access.Sentences ?? []], [.. preview.Places.Select(RequestPlaceJson.Of)],
        [.. preview.Problems.Concat(preview.Review?.Problems.Where(p => p.Severity == Core.Diagnostics.Severity.Warning) ?? []).Select(Api.Problems.ToJson)], [.. preview.Standing.Select(g => g.Name)]);
}
