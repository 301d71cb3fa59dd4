using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Analysis.Observed;

/// <summary>What was observed, found by who, where and by which grant.</summary>
internal sealed class ObservedIndex
{
    private readonly Dictionary<(string Environment, string Service, string Principal, string Grant), TotalUse> ofCaller = [];
    private readonly Dictionary<(string Environment, string Service, string Grant), TotalUse> ofAnyone = [];

    public ObservedIndex(IEnumerable<ObservedUse> uses)
    {
        foreach (var use in uses)
        {
            Add(ofCaller, (use.Environment, use.Service, use.Principal, use.Grant), use);
            Add(ofAnyone, (use.Environment, use.Service, use.Grant), use);
        }
    }

    /// <param name="principal">Null for whoever it was.</param>
    public TotalUse? Find(string environment, string service, PolicyReference? principal, string grant) => principal is { } one
        ? ofCaller.GetValueOrDefault((environment, service, NameOf(one), grant))
        : ofAnyone.GetValueOrDefault((environment, service, grant));

    public static string NameOf(PolicyReference principal) => $"{principal.Kind.Noun()}/{principal.Name}";

    private static void Add<TKey>(Dictionary<TKey, TotalUse> totals, TKey key, ObservedUse use)
        where TKey : notnull =>
        totals[key] = totals.TryGetValue(key, out var known) ? new TotalUse(known.Count + use.Count, known.Last > use.Last ? known.Last : use.Last) : new TotalUse(use.Count, use.Last);
}
