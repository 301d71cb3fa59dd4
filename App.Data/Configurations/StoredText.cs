using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

/// <summary>Enumerations are stored as the words that documents and addresses use, never as numbers.</summary>
internal static class StoredText
{
    private static readonly Dictionary<string, PolicyKind> KindsByKey = PolicyKinds.All.ToDictionary(k => k.DocumentKey(), StringComparer.Ordinal);

    public static PolicyKind ReadKind(string text) => KindsByKey[text];

    public static Target ReadTarget(string text) =>
        Targets.Find(text) ?? throw new InvalidOperationException($"the database names the unknown target `{text}`");

    public static PropertyBuilder<PolicyKind> IsStoredText(this PropertyBuilder<PolicyKind> property) =>
        property.HasConversion(kind => kind.DocumentKey(), text => ReadKind(text));

    public static PropertyBuilder<Target> IsStoredText(this PropertyBuilder<Target> property) =>
        property.HasConversion(target => target.Name(), text => ReadTarget(text));

    public static PropertyBuilder<SpiffeId?> IsStoredText(this PropertyBuilder<SpiffeId?> property) =>
        property.HasConversion(id => id == null ? null : id.Value.Text, text => text == null ? null : SpiffeId.Parse(text));

    public static PropertyBuilder<Target?> IsStoredText(this PropertyBuilder<Target?> property) =>
        property.HasConversion(target => target == null ? null : target.Value.Name(), text => text == null ? null : ReadTarget(text));

    public static PropertyBuilder<DeliveryState> IsStoredText(this PropertyBuilder<DeliveryState> property) => property.HasConversion<string>();
}
