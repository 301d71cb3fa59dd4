using System.Globalization;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>A grant as the form's fields hold it: anything that can be typed, right or wrong.</summary>
public sealed record GrantForm
{
    public Guid? Id { get; init; }

    public string Name { get; init; } = "";

    public Effect Effect { get; init; } = Effect.Allow;

    public bool Anyone { get; init; }

    public SelectorForm Pipelines { get; init; } = new() { Mode = SelectorMode.Names };

    public SelectorForm Workloads { get; init; } = SelectorForm.Empty;

    public string Role { get; init; } = "";

    public ValueList<string> Environments { get; init; }

    public ValueList<string> Branches { get; init; }

    public ValueList<string> Tags { get; init; }

    public ValueList<string> Sources { get; init; }

    public ValueList<string> Queues { get; init; }

    public ValueList<string> Clusters { get; init; }

    public ValueList<string> Steps { get; init; }

    /// <summary>UTC, as <c>yyyy-MM-ddTHH:mm:ss</c> with or without seconds; empty for none.</summary>
    public string ValidFrom { get; init; } = "";

    /// <summary>As <see cref="ValidFrom"/>.</summary>
    public string Expires { get; init; } = "";

    /// <summary>Empty for no limit.</summary>
    public string LimitRequests { get; init; } = "";

    public string LimitPer { get; init; } = "minute";

    public string LimitBurst { get; init; } = "";

    public string Reason { get; init; } = "";

    public static GrantForm Of(Grant grant) => new()
    {
        Id = grant.Id,
        Name = grant.Name,
        Effect = grant.Effect,
        Anyone = grant.Principals.Anyone,
        Pipelines = SelectorForm.Of(grant.Principals.Pipelines),
        Workloads = SelectorForm.Of(grant.Principals.Workloads),
        Role = grant.Role,
        Environments = grant.Environments,
        Branches = Texts(grant.When.Branches),
        Tags = Texts(grant.When.Tags),
        Sources = Texts(grant.When.Sources),
        Queues = Texts(grant.When.Queues),
        Clusters = Texts(grant.When.Clusters),
        Steps = Texts(grant.When.Steps),
        ValidFrom = Time(grant.ValidFrom),
        Expires = Time(grant.Expires),
        LimitRequests = grant.RateLimit?.Requests.ToString(CultureInfo.InvariantCulture) ?? "",
        LimitPer = grant.RateLimit?.Per == RatePeriod.Second ? "second" : "minute",
        LimitBurst = grant.RateLimit is { Burst: > 0 } limit ? limit.Burst.ToString(CultureInfo.InvariantCulture) : "",
        Reason = grant.Reason ?? "",
    };

    private static ValueList<string> Texts(ValueList<Pattern> patterns) => patterns.Select(p => p.Text).ToValueList();

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) ?? "";
}
