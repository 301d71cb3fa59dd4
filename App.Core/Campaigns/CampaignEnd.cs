using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Campaigns;

/// <summary>How a campaign was closed.</summary>
/// <param name="Draft">The change that carries the decisions out, by ordinary review; null where nothing was to be changed.</param>
/// <param name="EndsUndecided">Whether the draft ends what nobody decided.</param>
/// <param name="Undecided">How many grants nobody decided.</param>
/// <param name="LeftOut">How many decisions are not in the draft, since their grant is gone or is another by then.</param>
public sealed record CampaignEnd(Actor By, DateTimeOffset At, Guid? Draft, bool EndsUndecided, int Undecided, int LeftOut);
