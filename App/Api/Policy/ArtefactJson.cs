using AccessConsole.Core.Compilation.Artefacts;
using AccessConsole.Core.Model;

namespace AccessConsole.Api.Policy;

/// <summary>What a change does to the configuration of engines.</summary>
/// <param name="Changes">The parts that change.</param>
/// <param name="OmittedServices">How many services more are touched than are listed.</param>
public sealed record ArtefactsJson(IReadOnlyList<ArtefactJson> Changes, int OmittedServices)
{
    public static ArtefactsJson Of(ArtefactDiff diff) => new([.. diff.Changes.Select(ArtefactJson.Of)], diff.Omitted);
}

/// <summary>One part of an engine's configuration before and after.</summary>
/// <param name="Part">An object, an entry or a file.</param>
/// <param name="Change">added, changed or removed.</param>
/// <param name="From">From when engines without a clock are told so; null for at once.</param>
/// <param name="Added">How many lines are added.</param>
/// <param name="Removed">How many lines are removed.</param>
/// <param name="Lines">Each begins with two characters: a plus, a minus, two blanks, or an at sign for lines left out.</param>
public sealed record ArtefactJson(
    string Environment, string Service, string Target, string Part, string Change, DateTimeOffset? From, int Added, int Removed, IReadOnlyList<string> Lines)
{
    public static ArtefactJson Of(ArtefactChange change) => new(
        change.Scope.Environment, change.Scope.Service!, change.Scope.Target.Name(), change.Part, change.Verb.ToString().ToLowerInvariant(), change.From, change.Added, change.Removed,
        [.. change.Lines.Select(l => l.ToString())]);
}
