using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Components.Controls;

/// <summary>One object before and after a change, printed canonically; empty where it is not there.</summary>
public sealed record ObjectChange(PolicyReference Reference, string Before, string After)
{
    public string Verb => (Before.Length, After.Length) switch
    {
        (0, _) => "added",
        (_, 0) => "deleted",
        _ => "changed",
    };

    public string Look => (Before.Length, After.Length) switch
    {
        (0, _) => "badge-good",
        (_, 0) => "badge-bad",
        _ => "badge-accent",
    };

    /// <summary>What a patch does to the objects that stand, in the patch's order.</summary>
    public static IReadOnlyList<ObjectChange> Of(PolicyObjects basis, PolicyPatch patch) =>
    [
        .. patch.Upserts.Select(after => new ObjectChange(after.Reference, Print(FormerOf(basis, after)), Print(after))),
        .. patch.Deletes.Where(d => basis.Find(d) is not null).Select(d => new ObjectChange(d, Print(basis.Find(d)), "")),
    ];

    /// <summary>What a revision did to objects, of the states that began or ended with it.</summary>
    public static IReadOnlyList<ObjectChange> Of(IReadOnlyList<ObjectVersion> states, int revision) =>
    [
        .. states.GroupBy(state => (state.Object.Kind, state.Object.Id?.ToString() ?? state.Object.Name)).Select(states =>
        {
            var (before, after) = (states.FirstOrDefault(s => s.To == revision)?.Object, states.FirstOrDefault(s => s.From == revision)?.Object);
            return new ObjectChange((after ?? before)!.Reference, Print(before), Print(after));
        }),
    ];

    /// <summary>An upsert with a known id and another name is a rename.</summary>
    private static PolicyObject? FormerOf(PolicyObjects basis, PolicyObject after) =>
        (after.Id is { } id ? basis.FindById(after.Kind, id) : null) ?? basis.Find(after.Reference);

    private static string Print(PolicyObject? value) => value is null ? "" : PolicyPrinter.ToYaml(value);
}
