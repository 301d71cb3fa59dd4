using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Emergencies;

/// <summary>What the emergency page is about to revoke, as its address says it.</summary>
/// <param name="Environments">Where; empty for everywhere.</param>
public sealed record EmergencyQuery(RevocationKind Kind, string Name, ValueList<string> Environments = default)
{
    public const string Page = "/emergency";

    public string Address => Addresses.Of(Page, ("kind", Kind.Slug()), ("name", Name), ("in", string.Join(' ', Environments)));

    public static EmergencyQuery Read(string? kind, string? name, string? environments) => new(
        RevocationKinds.Parse(kind) ?? RevocationKind.Pipeline, name?.Trim() ?? "", (environments ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToValueList());

    /// <summary>Where the object's page leads in an emergency; null for an object that nothing is revoked of.</summary>
    public static string? Of(PolicyReference reference) =>
        RevocationKinds.All.Where(k => k.ObjectKind() == reference.Kind).Select(k => new EmergencyQuery(k, reference.Name).Address).FirstOrDefault();
}
