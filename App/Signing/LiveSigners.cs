using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Signing.Remote;

namespace AccessConsole.Signing;

/// <summary>The keys that sign now: an environment's own for its bundles, the general ones for all others. Oldest first in each.</summary>
internal sealed record LiveSigners(IReadOnlyList<ISigner> General, ImmutableSortedDictionary<string, IReadOnlyList<ISigner>> OfEnvironments)
{
    /// <summary>The keys of a list that another process signs by.</summary>
    public static LiveSigners Of(KeyList list) => new(
        [.. list.Keys.Where(key => !list.Environments.ContainsKey(key.KeyId)).Select(key => new SignerKey(key))],
        list.Environments.Values.SelectMany(names => names).Distinct().ToImmutableSortedDictionary(
            name => name, name => (IReadOnlyList<ISigner>)[.. list.For(name).Select(key => new SignerKey(key))], StringComparer.Ordinal));

    /// <summary>Whether a signer has the keys.</summary>
    public bool AreElsewhere => General.Any(signer => signer is SignerKey);

    /// <summary>Each key once, in the order in which a key list names them.</summary>
    public IReadOnlyList<ISigner> All { get; } = [.. General.Concat(OfEnvironments.Values.SelectMany(own => own)).DistinctBy(signer => signer.KeyId)];

    public IReadOnlyList<ISigner> For(string environment) => OfEnvironments.GetValueOrDefault(environment, General);

    /// <summary>Whether a list names these keys, in this order and for these environments.</summary>
    public bool AreThoseOf(KeyList list) =>
        list.Keys.Select(key => key.KeyId).SequenceEqual(All.Select(signer => signer.KeyId))
        && OfEnvironments.Keys.All(environment => list.For(environment).Select(key => key.KeyId).Order(StringComparer.Ordinal).SequenceEqual(For(environment).Select(signer => signer.KeyId).Order(StringComparer.Ordinal)))
        && list.Environments.Values.SelectMany(names => names).Distinct().Order(StringComparer.Ordinal).SequenceEqual(OfEnvironments.Keys);

    /// <summary>Keys of environments that are general ones too.</summary>
    public IEnumerable<(string Environment, string KeyId)> GivenTwice() =>
        from own in OfEnvironments
        from signer in own.Value
        where General.Any(general => general.KeyId == signer.KeyId)
        select (own.Key, signer.KeyId);
}
