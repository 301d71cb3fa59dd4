using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>A grant and what was seen of it, to be narrowed to that.</summary>
/// <param name="Calls">All that are kept of it, those before the window too.</param>
/// <param name="AreCallsWhole">Whether no kind of call is left out, and all of the window is kept call by call.</param>
public sealed record GrantToNarrow(Grant Grant, GrantEvidence Evidence, IReadOnlyList<SeenCall> Calls, bool AreCallsWhole);

/// <summary>What becomes of one grant.</summary>
public sealed record GrantNarrowing(string Grant)
{
    /// <summary>Why it stays as it is; null where something becomes of it.</summary>
    public string? Objection { get; init; }

    public bool Ends { get; init; }

    /// <summary>A method that no call had, with the paths for which it is no longer permitted.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>What is permitted on services of which nothing was called at all.</summary>
    public ImmutableArray<string> Permissions { get; init; } = [];

    /// <summary>The condition on branches and tags before and after; null where it stays.</summary>
    public RefNarrowing? Refs { get; init; }

    /// <summary>How many calls of the window it goes on to allow.</summary>
    public long Kept { get; init; }

    /// <summary>The calls of the window themselves.</summary>
    public ImmutableArray<SeenCall> KeptCalls { get; init; } = [];

    public bool ChangesSomething => Ends || Methods.Length > 0 || Paths.Length > 0 || Permissions.Length > 0 || Refs is not null;

    public static GrantNarrowing Stays(string grant, string objection) => new(grant) { Objection = objection };
}

/// <summary>Branches and tags of which one must match; both empty stand for any.</summary>
public sealed record RefNarrowing(ValueList<Pattern> Branches, ValueList<Pattern> Tags, ValueList<Pattern> NewBranches, ValueList<Pattern> NewTags);
