using System.Text.Json;
using AccessConsole.Api.Describing;
using AccessConsole.Api.Drafts;
using AccessConsole.Campaigns;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Api.Campaigns;

/// <param name="Closed">How it was closed; null while it is open.</param>
public sealed record CampaignJson(
    Guid Id, int Version, string Title, ActorJson OpenedBy, DateTimeOffset OpenedAt, DateTimeOffset DueAt, CampaignFilterJson Filter, int Revision, CampaignProgress Progress, CampaignEndJson? Closed)
{
    public static CampaignJson Of(Campaign campaign, CampaignProgress progress) => new(
        campaign.Id, campaign.Version, campaign.Title, ActorJson.Of(campaign.OpenedBy), campaign.OpenedAt, campaign.DueAt, CampaignFilterJson.Of(campaign.Filter), campaign.Revision, progress,
        campaign.End is { } end ? CampaignEndJson.Of(end) : null);
}

/// <param name="Label">Such as <c>team=payments</c>.</param>
/// <param name="OlderThanDays">Those that have been as they are for so long.</param>
public sealed record CampaignFilterJson(string? Environment, string? Label, bool NeverEnds, int? OlderThanDays)
{
    public static CampaignFilterJson Of(CampaignFilter filter) => new(filter.Environment, filter.Label is { } label ? $"{label.Key}={label.Values[0]}" : null, filter.NeverEnds, filter.OlderThan);
}

/// <param name="Draft">The change that carries the decisions out.</param>
/// <param name="LeftOut">How many decisions are not in it, since their grant is gone or is another by then.</param>
public sealed record CampaignEndJson(ActorJson By, DateTimeOffset At, Guid? Draft, bool EndsUndecided, int Undecided, int LeftOut)
{
    public static CampaignEndJson Of(CampaignEnd end) => new(ActorJson.Of(end.By), end.At, end.Draft, end.EndsUndecided, end.Undecided, end.LeftOut);
}

/// <param name="Verdict">keep, narrow or end; null where nothing is decided.</param>
public sealed record CampaignItemJson(
    int Number, Guid Id, [property: OfSchema(PolicyComponents.Grant)] JsonElement Grant, IReadOnlyList<string> Places, string? Verdict, ActorJson? By, DateTimeOffset? At, string? Reason, DateTimeOffset? Expires, string? WithoutEnvironment)
{
    public static CampaignItemJson Of(CampaignItem item) => new(
        item.Number, item.GrantId, JsonSerializer.Deserialize<JsonElement>(PolicyObjectJson.Write(item.Grant)), [.. item.Places.Select(p => p.ToString())], item.Verdict?.ToString().ToLowerInvariant(),
        item.Decision is { } decision ? ActorJson.Of(decision.By) : null, item.Decision?.At, item.Decision?.Reason, item.Decision?.Expires, item.Decision?.WithoutEnvironment);
}

/// <param name="Label">Of the services, such as <c>team=payments</c>.</param>
/// <param name="Due">When it should be decided.</param>
public sealed record CampaignBody(string? Title, string? Environment, string? Label, bool? NeverEnds, int? OlderThanDays, DateTimeOffset? Due)
{
    /// <returns>What is to be opened, or what is wrong with it.</returns>
    public (NewCampaign? Campaign, string? Problem) Read()
    {
        if (Due is not { } due)
            return (null, "`due` is missing: say until when it should be decided");
        try
        {
            var label = string.IsNullOrWhiteSpace(Label) ? null : RoleScope.Parse(Label.Trim()).Labels is [var one] && one.Values.Count == 1 ? one : throw new FormatException($"`{Label}` is not one label such as team=payments");
            return (new NewCampaign(Title ?? "", new CampaignFilter(string.IsNullOrWhiteSpace(Environment) ? null : Environment.Trim(), label, NeverEnds ?? false, OlderThanDays), due), null);
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
    }
}

/// <param name="Grants">The ids of grants of the campaign, at most 1,000.</param>
/// <param name="Verdict">keep, narrow or end.</param>
/// <param name="Expires">Of narrowed ones: their earlier end.</param>
/// <param name="WithoutEnvironment">Of narrowed ones: an environment in which they no longer hold.</param>
public sealed record DecisionBody(IReadOnlyList<Guid>? Grants, string? Verdict, string? Reason, DateTimeOffset? Expires, string? WithoutEnvironment);

public sealed record DecidedJson(int Decided);

/// <param name="Version">Of the campaign that the person saw.</param>
/// <param name="EndsUndecided">Whether what nobody decided is ended as well.</param>
public sealed record CloseBody(int Version, bool? EndsUndecided);
