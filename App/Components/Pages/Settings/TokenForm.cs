using AccessConsole.SignIn;
using AccessConsole.Tokens;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>What the form for a new token holds. It begins with the least: a puller, or a viewer, for one environment.</summary>
public sealed record TokenForm
{
    public string Kind { get; init; } = "puller";

    public string Environment { get; init; } = "";

    public string Target { get; init; } = "nginx";

    /// <summary>Empty for every service.</summary>
    public string Service { get; init; } = "";

    /// <summary>Empty for one with a token.</summary>
    public string SpiffeId { get; init; } = "";

    public string Role { get; init; } = "viewer";

    /// <summary>Empty for every environment.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Labels of services such as <c>team=payments, team=ledger</c>; empty for every service.</summary>
    public string ServiceLabels { get; init; } = "";

    /// <summary>As a <c>date</c> field says it, UTC.</summary>
    public string Expires { get; init; } = "";

    /// <summary>What people recognise it by.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>A puller's, such as <c>stage=canary</c>.</summary>
    public string Labels { get; init; } = "";

    public bool IsPuller => Kind == "puller";

    public bool IsApi => Kind == "api";

    public bool IsDecide => Kind == "decide";

    public bool HasSpiffeId => !IsApi && SpiffeId.Trim().Length > 0;

    /// <summary>Whether its role can be held to some services.</summary>
    public bool TakesLabels => IsApi && RoleNames.Find(Role) is { } role && RoleAssignment.TakesLabels(role);

    public TokenRequest ToRequest() => new()
    {
        Kind = Kind,
        Environment = IsApi ? null : Environment,
        Target = IsPuller ? Target : null,
        Service = !IsApi && Service.Trim().Length > 0 ? Service.Trim() : null,
        SpiffeId = HasSpiffeId ? SpiffeId.Trim() : null,
        Role = IsApi ? Role : null,
        Environments = !IsApi || Scope.Length == 0 ? null : [Scope],
        ServiceLabels = TakesLabels && ServiceLabels.Trim().Length > 0 ? ReadLabels() : null,
        Labels = OwnLabels(),
        // A date that cannot be read is none of the next days.
        Expires = DateOnly.TryParse(Expires, System.Globalization.CultureInfo.InvariantCulture, out var day) ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : DateTimeOffset.MinValue,
    };

    private Dictionary<string, string>? OwnLabels()
    {
        var labels = IsPuller ? LabelText.Read(Labels) : [];
        if (Purpose.Trim().Length > 0)
            labels["purpose"] = Purpose.Trim();
        return labels.Count > 0 ? labels : null;
    }

    /// <summary>What is no label is left for the request to refuse.</summary>
    private Dictionary<string, IReadOnlyList<string>> ReadLabels() => ServiceLabels.Split(',', StringSplitOptions.TrimEntries)
        .Select(part => part.Split('=', 2)).GroupBy(part => part[0], part => part.Length == 2 ? part[1] : "", StringComparer.Ordinal)
        .ToDictionary(label => label.Key, label => (IReadOnlyList<string>)[.. label], StringComparer.Ordinal);
}
