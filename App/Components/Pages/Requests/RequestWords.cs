using AccessConsole.Core.Requests;
using AccessConsole.Requests;
using MudBlazor;

namespace AccessConsole.Components.Pages.Requests;

/// <summary>How the pages say how requests stand.</summary>
public static class RequestWords
{
    public static string Title(GrantRequest request) => $"{request.Principal.Name} as {request.Grant.Role} in {request.Environment}";

    public static string Of(RequestStanding standing) => standing switch
    {
        RequestStanding.Waiting => "waiting",
        RequestStanding.Lapsed => "lapsed",
        RequestStanding.InForce => "in force",
        RequestStanding.Expired => "over",
        RequestStanding.EndedEarly => "taken back",
        RequestStanding.Declined => "declined",
        RequestStanding.Withdrawn => "withdrawn",
    };

    public static (string Class, string Icon) Look(RequestStanding standing) => standing switch
    {
        RequestStanding.Waiting => ("badge-accent", Icons.Material.Outlined.HourglassEmpty),
        RequestStanding.Lapsed => ("", Icons.Material.Outlined.HourglassDisabled),
        RequestStanding.InForce => ("badge-good", Icons.Material.Outlined.LockOpen),
        RequestStanding.Expired => ("", Icons.Material.Outlined.TimerOff),
        RequestStanding.EndedEarly => ("", Icons.Material.Outlined.Block),
        RequestStanding.Declined => ("badge-bad", Icons.Material.Outlined.ThumbDownOffAlt),
        RequestStanding.Withdrawn => ("", Icons.Material.Outlined.Undo),
    };

    public static string Of(RequestStepKind kind) => kind switch
    {
        RequestStepKind.Asked => "asked for it",
        RequestStepKind.Approved => "approved",
        RequestStepKind.Declined => "declined",
        RequestStepKind.Withdrawn => "withdrew it",
        RequestStepKind.Granted => "put it in force by the last approval",
        RequestStepKind.ExtensionAsked => "asked for more time",
        RequestStepKind.ExtensionDeclined => "declined more time",
        RequestStepKind.ExtensionWithdrawn => "no longer asks for more time",
        RequestStepKind.Extended => "put its end later by the last approval",
        RequestStepKind.Ended => "took it back",
    };

    /// <summary>What a request's page shows, in one sentence.</summary>
    public static string Sentence(RequestSight shown) => shown.Standing switch
    {
        RequestStanding.Waiting => "If the last approval came now, this is what it would open. The time begins then.",
        RequestStanding.InForce when shown.Request.Extension is { } extension => $"In force. {RequestDuration.Print(extension.Duration)} more is asked for (“{extension.Reason}”): this is what that would open.",
        RequestStanding.InForce => "In force until its end, which every engine keeps by itself. Taking it back now would close this.",
        RequestStanding.Expired => "The access is over.",
        RequestStanding.EndedEarly => "The access was taken back before its time.",
        RequestStanding.Lapsed => "Nobody approved it in time.",
        RequestStanding.Declined => "It was declined.",
        RequestStanding.Withdrawn => "It was withdrawn.",
    };
}
