using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;

namespace AccessConsole.Components;

/// <summary>How the pages say what the model holds.</summary>
public static class Words
{
    public static string Of(Effect effect) => PolicyWords.Of(effect);

    public static string Of(DraftState state) => state switch
    {
        DraftState.Editing => "editing",
        DraftState.Submitted => "submitted",
        DraftState.Declined => "declined",
        DraftState.Withdrawn => "withdrawn",
        DraftState.Published => "published",
    };

    public static string Of(PipelineStanding standing) => standing switch
    {
        PipelineStanding.New => "new",
        PipelineStanding.Changed => "changed",
        PipelineStanding.Gone => "gone",
        PipelineStanding.Same => "in step",
        PipelineStanding.Archived => "archived",
    };

    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Pending => "waits",
        DeliveryState.Delivered => "taken",
        DeliveryState.Dead => "given up",
    };

    /// <summary>The badge of a delivery's state.</summary>
    public static string Look(DeliveryState state) => state switch
    {
        DeliveryState.Pending => "badge-warn",
        DeliveryState.Delivered => "badge-good",
        DeliveryState.Dead => "badge-bad",
    };

    public static string Of(Coverage coverage) => coverage switch
    {
        Coverage.Exact => "exact",
        Coverage.Wider => "wider",
        Coverage.Narrower => "narrower",
        Coverage.NotEnforced => "not enforced",
    };

    /// <summary>A kind as the title of its list, such as <c>Identity providers</c>.</summary>
    public static string Plural(PolicyKind kind) => kind switch
    {
        PolicyKind.IdentityProvider => "Identity providers",
        PolicyKind.Environment => "Environments",
        PolicyKind.Pipeline => "Pipelines",
        PolicyKind.Workload => "Workloads",
        PolicyKind.Service => "Services",
        PolicyKind.Role => "Roles",
        PolicyKind.Grant => "Grants",
        PolicyKind.Test => "Tests",
    };

    public static string Roles(ConsoleUser user) => string.Join(", ", user.Roles.Select(Role));

    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long count, string noun) => PolicyWords.Count(count, noun);

    /// <summary>A value with its unit, such as <c>12 kB</c> or <c>95 %</c>; no line ends between the two.</summary>
    public static string Measure(IFormattable value, string unit, string? format = null) => $"{value.ToString(format, CultureInfo.InvariantCulture)}\u00A0{unit}";

    /// <summary>Such as <c>12 kB</c> or <c>3.4 GB</c>, by thousands.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => Measure((bytes + 999) / 1_000, "kB"),
        < 1_000_000_000 => Measure(bytes / 1e6, "MB", "0.0"),
        _ => Measure(bytes / 1e9, "GB", "0.0"),
    };

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>3 min ago</c> or <c>in 9 days</c>.</summary>
    public static string Distance(DateTimeOffset at, DateTimeOffset now)
    {
        var text = Span((at - now).Duration());
        return at <= now ? $"{text} ago" : $"in {text}";
    }

    /// <summary>Such as <c>12 s</c> or <c>3 min</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Measure(span.Seconds, "s"),
        { TotalMinutes: < 60 } => Measure((int)span.TotalMinutes, "min"),
        { TotalHours: < 48 } => Measure((int)span.TotalHours, "h"),
        _ => Measure((int)span.TotalDays, "days"),
    };

    public static string Principals(PrincipalSelector principals) => PolicyWords.Of(principals);

    public static string Conditions(Conditions when) => PolicyWords.Of(when);

    /// <summary>An actor's name with what else tells actors apart.</summary>
    public static string Actor(Actor actor) => actor.TokenId is null ? actor.Name : $"{actor.Name} (token)";

    /// <summary>A role with its scope, such as <c>editor in staging for services with team=payments</c>.</summary>
    public static string Role(RoleAssignment assignment) => RoleNames.Of(assignment.Role) + Scope(assignment.Scope);

    /// <summary>Such as <c> in staging for services with team=payments</c>; nothing for everywhere.</summary>
    private static string Scope(RoleScope scope) =>
        (scope.Environments.Count == 0 ? "" : $" in {string.Join(", ", scope.Environments)}")
        + (scope.Labels.Count == 0 ? "" : $" for services with {string.Join(" and ", scope.Labels)}");
}
