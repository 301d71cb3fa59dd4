using AccessConsole.Core.Model;

namespace AccessConsole.Core.Scopes;

/// <summary>What a scope asks of one label of a service.</summary>
/// <param name="Values">One of them must be the label's; never empty.</param>
public sealed record LabelChoice(string Key, ValueList<string> Values)
{
    public bool Holds(ValueMap labels) => labels.TryGetValue(Key, out var value) && Values.Contains(value);

    /// <summary>Whether whatever the other lets through is let through here too.</summary>
    public bool Includes(LabelChoice other) => Key == other.Key && other.Values.All(value => Values.Contains(value));

    public override string ToString() => $"{Key}={string.Join(" or ", Values)}";
}
