using AccessConsole.Core.Analysis;
using AccessConsole.Core.Changes;

namespace AccessConsole.Api.Policy;

/// <summary>A place that a change touches: whoever edits or publishes it needs their role there, and approvals count there.</summary>
/// <param name="Environment">Null for what lies in no environment.</param>
/// <param name="Labels">Of the service there; null for what is no single service's.</param>
/// <param name="Says">The place for people.</param>
/// <param name="Object">What of the change lies there, for people.</param>
/// <param name="Approvals">Null where none are asked for.</param>
public sealed record PlaceJson(string? Environment, IReadOnlyDictionary<string, string>? Labels, string Says, string Object, PlaceApprovalsJson? Approvals)
{
    public static PlaceJson Of(ChangePlace touched, PlaceApproval? approvals) => new(
        touched.Place.Environment, touched.Place.Labels?.ToDictionary(), touched.Place.ToString(), touched.Subject.ToString(),
        approvals is null ? null : new PlaceApprovalsJson(approvals.Needed, approvals.Given));
}

/// <summary>How many approvals a place needs, and how many count already.</summary>
/// <param name="Needed">How many it needs.</param>
/// <param name="Given">Of people whose role reached the place when they approved.</param>
public sealed record PlaceApprovalsJson(int Needed, int Given);
