using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// The places that a change touches: where the objects lie that it puts in, alters or takes out, before as well as after, and where it changes access. What is
/// only words (a reason, an id) touches the places of its object all the same.
/// </summary>
public static class ChangePlaces
{
    private static readonly string?[] Nowhere = [null];

    /// <param name="patch">The patch that made <paramref name="after"/> of <paramref name="before"/>.</param>
    /// <returns>In order, each place once, and never none: a change that touches nothing is said to touch the policy as a whole.</returns>
    public static ImmutableArray<ChangePlace> Of(PolicySet before, PolicySet after, PolicyPatch patch, AccessDiff access, ConfigurationDiff configuration)
    {
        var labels = new ServiceLabels(before, after);
        var changes = configuration.Changes.ToLookup(change => change.Subject);
        var objects = ChangedObjects.Between(before.Objects, after.Objects, patch)
            .SelectMany(pair => Of(pair.Before, pair.After, labels, [.. changes[(pair.After ?? pair.Before!).Reference]]))
            .Concat(AddressOwners.Of(before, after, patch))
            .GroupBy(touched => touched.Place).Select(group => new ChangePlace(group.Key, group.Min(touched => touched.Subject)));
        var effects = access.Changes.Select(change => (change.Environment, change.Service)).Distinct().SelectMany(at => Effect(at.Environment, at.Service, labels));
        ImmutableArray<ChangePlace> places =
        [
            .. objects.Concat(effects).DistinctBy(touched => touched.Place)
                .OrderBy(touched => touched.Place.Environment, StringComparer.Ordinal)
                .ThenBy(touched => touched.Place.Labels is not null).ThenBy(touched => touched.Place.LabelText, StringComparer.Ordinal),
        ];
        return places.IsEmpty && !patch.IsEmpty ? [new ChangePlace(new Place(null, null), Subjects(patch).First())] : places;
    }

    /// <summary>Where an object lies as it stands. Every change of it touches one of these places at least.</summary>
    public static ImmutableArray<ChangePlace> OfObject(PolicySet policy, PolicyObject value)
    {
        string?[] environments = [.. new EnvironmentReach(policy).Of(value).Distinct().Order(StringComparer.Ordinal)];
        return
        [
            .. from environment in environments.Length > 0 ? environments : Nowhere
               from labels in new ServiceLabels(policy, policy).Of(value)
               select new ChangePlace(new Place(environment, labels), value.Reference),
        ];
    }

    private static IEnumerable<ChangePlace> Of(PolicyObject? before, PolicyObject? after, ServiceLabels labels, ConfigurationChange[] changes)
    {
        var subject = (after ?? before!).Reference;
        var environments = Environments(changes);
        foreach (var own in labels.Of(before).Concat(labels.Of(after)).Distinct())
        {
            foreach (var environment in environments)
                yield return new ChangePlace(new Place(environment, own), subject);
        }
    }

    private static IEnumerable<ChangePlace> Effect(string environment, string service, ServiceLabels labels) =>
        labels.OfService(service).Select(own => new ChangePlace(new Place(environment, own), new PolicyReference(PolicyKind.Service, service)));

    /// <summary>Where the object lies that changes so; what bears on no environment lies wherever its object does.</summary>
    private static string?[] Environments(ConfigurationChange[] changes)
    {
        string[] named = [.. changes.Where(change => !change.IsIdLeftOut || changes.Length == 1).SelectMany(change => change.Environments.IsEmpty ? change.Reach : change.Environments).Distinct()];
        return named.Length > 0 ? named : Nowhere;
    }

    private static IEnumerable<PolicyReference> Subjects(PolicyPatch patch) => patch.Upserts.Select(upsert => upsert.Reference).Concat(patch.Deletes).Order();
}
