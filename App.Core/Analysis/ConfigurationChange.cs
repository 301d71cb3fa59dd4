using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis;

/// <summary>One member of an object that a change sets, removes or alters.</summary>
/// <param name="Subject">The object under its present name, or, if it is removed, its last.</param>
/// <param name="Member">The member's path in the document, such as <c>deployments.production.mode</c>; empty for the object as a whole.</param>
/// <param name="Before">The value before as text; null where there was none.</param>
/// <param name="After">The value after as text; null where there is none.</param>
/// <param name="Environments">The environments whose meaning, or whose bundles, the change can touch; in ordinal order.</param>
public sealed record ConfigurationChange(PolicyReference Subject, string Member, string? Before, string? After, ImmutableArray<string> Environments)
{
    /// <summary>The environments in which the object has a meaning, whether or not this change bears on it there; in ordinal order.</summary>
    public ImmutableArray<string> Reach { get; init; } = [];

    /// <summary>Whether a text left out the object's id, which it keeps all the same; a pipeline's id is Buildkite's, and goes.</summary>
    internal bool IsIdLeftOut => Member == "id" && After is null && Subject.Kind != PolicyKind.Pipeline;

    /// <summary>The change for people.</summary>
    public string Sentence => (Member, Before, After) switch
    {
        ("", null, _) => $"{Subject} is added",
        ("", _, null) => $"{Subject} is removed",
        ("name", { } before, _) => $"{Subject} was called {Quoted.Text(before)}",
        (_, null, { } after) => $"{Subject}: {Member} is set to {Quoted.Text(after)}",
        (_, { } before, null) => $"{Subject}: {Member} is no longer {Quoted.Text(before)}",
        (_, { } before, { } after) => $"{Subject}: {Member} changes from {Quoted.Text(before)} to {Quoted.Text(after)}",
        (_, null, null) => $"{Subject}: {Member} stays unset",
    };
}
