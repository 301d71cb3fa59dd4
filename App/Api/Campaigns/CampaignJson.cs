using System.Text.Json;
using AccessConsole.Api.Describing;
using AccessConsole.Api.Drafts;
using AccessConsole.Campaigns;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Api.Campaigns;

/// <summary>A campaign: a review of standing grants, and how far it is.</summary>
/// <param name="OpenedBy">Who opened it.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="DueAt">Until when it should be decided.</param>
/// <param name="Filter">Which grants it is about.</param>
/// <param name="Revision">The revision whose grants it is about.</param>
/// <param name="Progress">How many grants are decided how.</param>
/// <param name="Closed">How it was closed; null while it is open.</param>
public sealed record CampaignJson(
    Guid Id, int Version, string Title, ActorJson OpenedBy, DateTimeOffset OpenedAt, DateTimeOffset DueAt, CampaignFilterJson Filter, int Revision, CampaignProgress Progress, CampaignEndJson? Closed)
{
    public static CampaignJson Of(Campaign campaign, CampaignProgress progress) => new(
        campaign.Id, campaign.Version, campaign.Title, ActorJson.Of(campaign.OpenedBy), campaign.OpenedAt, campaign.DueAt, CampaignFilterJson.Of(campaign.Filter), campaign.Revision, progress,
        campaign.End is { } end ? CampaignEndJson.Of(end) : null);
}

/// <summary>Which standing grants a campaign is about.</summary>
/// <param name="Environment">Only grants that hold in it; null for all.</param>
/// <param name="Label">Such as <c>team=payments</c>.</param>
/// <param name="NeverEnds">Only grants that never end.</param>
/// <param name="OlderThanDays">Those that have been as they are for so long.</param>
public sealed record CampaignFilterJson(string? Environment, string? Label, bool NeverEnds, int? OlderThanDays)
{
    public static CampaignFilterJson Of(CampaignFilter filter) => new(filter.Environment, filter.Label is { } label ? $"{label.Key}={label.Values[0]}" : null, filter.NeverEnds, filter.OlderThan);
}

/// <summary>How a campaign was closed, and the draft that its decisions came to.</summary>
/// <param name="By">Who closed it.</param>
/// <param name="At">When it was closed.</param>
/// <param name="Draft">The change that carries the decisions out.</param>
/// <param name="EndsUndecided">Whether what nobody decided was ended as well.</param>
/// <param name="Undecided">How many nobody decided.</param>
/// <param name="LeftOut">How many decisions are not in it, since their grant is gone or is another by then.</param>
public sealed record CampaignEndJson(ActorJson By, DateTimeOffset At, Guid? Draft, bool EndsUndecided, int Undecided, int LeftOut)
{
    public static CampaignEndJson Of(CampaignEnd end) => new(ActorJson.Of(end.By), end.At, end.Draft, end.EndsUndecided, end.Undecided, end.LeftOut);
}

/// <summary>One grant of a campaign: as it was when the campaign opened, who is to decide it, and what was decided.</summary>
/// <param name="Number">Its place in the campaign.</param>
/// <param name="Id">The id of the grant.</param>
/// <param name="Grant">The grant as it was when the campaign opened.</param>
/// <param name="Places">Where it reaches, in words: who decides it covers each.</param>
/// <param name="Verdict">keep, narrow or end; null where nothing is decided.</param>
/// <param name="By">Who decided it; null where nobody did.</param>
/// <param name="At">When it was decided; null where it is not.</param>
/// <param name="Reason">Why it was decided so; null where nothing is decided.</param>
/// <param name="Expires">The earlier end of a narrowed one.</param>
/// <param name="WithoutEnvironment">The environment in which a narrowed one no longer holds.</param>
public sealed record CampaignItemJson(
    int Number, Guid Id, [property: OfSchema(PolicyComponents.Grant)] JsonElement Grant, IReadOnlyList<string> Places, string? Verdict, ActorJson? By, DateTimeOffset? At, string? Reason, DateTimeOffset? Expires, string? WithoutEnvironment)
{
    public static CampaignItemJson Of(CampaignItem item) => new(
        item.Number, item.GrantId, JsonSerializer.Deserialize<JsonElement>(PolicyObjectJson.Write(item.Grant)), [.. item.Places.Select(p => p.ToString())], item.Verdict?.ToString().ToLowerInvariant(),
        item.Decision is { } decision ? ActorJson.Of(decision.By) : null, item.Decision?.At, item.Decision?.Reason, item.Decision?.Expires, item.Decision?.WithoutEnvironment);
}

/// <summary>A campaign to open: what it is called, which grants it is about, and when it is due.</summary>
/// <param name="Environment">Only grants that hold in it; left out for all.</param>
/// <param name="Label">Of the services, such as <c>team=payments</c>.</param>
/// <param name="NeverEnds">Whether only grants that never end are meant.</param>
/// <param name="OlderThanDays">Only grants that have been as they are for so long.</param>
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

/// <summary>One verdict on some grants of a campaign.</summary>
/// <param name="Grants">The ids of grants of the campaign, at most 1,000.</param>
/// <param name="Verdict">keep, narrow or end.</param>
/// <param name="Reason">Why it is decided so.</param>
/// <param name="Expires">Of narrowed ones: their earlier end.</param>
/// <param name="WithoutEnvironment">Of narrowed ones: an environment in which they no longer hold.</param>
public sealed record DecisionBody(IReadOnlyList<Guid>? Grants, string? Verdict, string? Reason, DateTimeOffset? Expires, string? WithoutEnvironment);

/// <summary>How many grants of a campaign were decided.</summary>
/// <param name="Decided">How many.</param>
public sealed record DecidedJson(int Decided);

/// <summary>How a campaign is to be closed.</summary>
/// <param name="Version">Of the campaign that the person saw.</param>
/// <param name="EndsUndecided">Whether what nobody decided is ended as well.</param>
public sealed record CloseBody(int Version, bool? EndsUndecided);
