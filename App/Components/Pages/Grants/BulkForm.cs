using System.Globalization;
using AccessConsole.Core.Changes.Bulk;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>What is to be done to the grants that are chosen, as the form's fields hold it; empty leaves a part as it is.</summary>
public sealed record BulkForm
{
    public const string Never = "never";
    public const string At = "at";

    public bool Deletes { get; init; }

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    public string Effect { get; init; } = "";

    public string Role { get; init; } = "";

    public string AddedEnvironment { get; init; } = "";

    public string RemovedEnvironment { get; init; } = "";

    /// <summary>Whether the principals are workloads, and not pipelines.</summary>
    public bool AreWorkloads { get; init; }

    public string AddedPrincipal { get; init; } = "";

    public string RemovedPrincipal { get; init; } = "";

    /// <summary><see cref="Never"/> or <see cref="At"/>.</summary>
    public string Expiry { get; init; } = "";

    /// <summary>UTC, as a field for times writes it.</summary>
    public string Expires { get; init; } = "";

    /// <summary>Why the fields say no edit; null where they do, though perhaps an empty one.</summary>
    public string? Objection => Expiry == At && Instant is null ? "say when they expire: date and time in UTC" : null;

    public GrantEdit Edit => Deletes ? new GrantEdit { Deletes = true } : new GrantEdit
    {
        Effect = Effect switch { "allow" => Core.Model.Effect.Allow, "deny" => Core.Model.Effect.Deny, _ => null },
        Role = Said(Role),
        AddedEnvironment = Said(AddedEnvironment),
        RemovedEnvironment = Said(RemovedEnvironment),
        AddedPrincipal = Principal(AddedPrincipal),
        RemovedPrincipal = Principal(RemovedPrincipal),
        EndsNever = Expiry == Never,
        Expires = Expiry == At ? Instant : null,
    };

    private DateTimeOffset? Instant => DateTimeOffset.TryParse(Expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    private PolicyReference? Principal(string name) => Said(name) is { } said ? new PolicyReference(AreWorkloads ? PolicyKind.Workload : PolicyKind.Pipeline, said) : null;

    private static string? Said(string text) => text.Trim() is { Length: > 0 } said ? said : null;
}
