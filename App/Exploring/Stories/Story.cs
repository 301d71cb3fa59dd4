using System.Collections.Immutable;
using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring.Stories;

/// <summary>What a build, a job or a trace called, and what each engine on the way decided.</summary>
/// <param name="Calls">In the order in which they began.</param>
/// <param name="Claims">What the tokens said, in the order of names.</param>
/// <param name="Grants">By which calls were let through or denied, in the order in which they first were.</param>
/// <param name="IsCut">Whether there is more than a story holds.</param>
public sealed record Story(StoryQuestion Question, ImmutableArray<StoryCall> Calls, ImmutableArray<StoryClaim> Claims, ImmutableArray<StoryGrant> Grants, bool IsCut)
{
    public IEnumerable<LoggedDecision> Decisions => Calls.SelectMany(call => call.Hops);

    /// <summary>What was asked for, and how it went.</summary>
    public IEnumerable<StoryService> Services => Decisions
        .GroupBy(hop => (hop.Environment, Service: hop.Service ?? ""))
        .Select(of => new StoryService(of.Key.Environment, of.Key.Service, of.Count(hop => hop.Effect == "allow"), of.Count(hop => hop.Effect != "allow")))
        .OrderBy(service => service.Environment, StringComparer.Ordinal).ThenBy(service => service.Service, StringComparer.Ordinal);
}

/// <summary>One call: its hops share a trace, and are in the order of their engines' clocks. A decision without a trace is a call by itself.</summary>
/// <param name="Trace">Null where the engine told none.</param>
public sealed record StoryCall(string? Trace, ImmutableArray<LoggedDecision> Hops)
{
    public DateTimeOffset At => Hops[0].At;

    /// <summary>Whether every hop let it through.</summary>
    public bool Passed => Hops.All(hop => hop.Effect == "allow" || hop.Mode == "shadow");
}

/// <param name="Values">More than one where tokens of the story differ in it.</param>
public sealed record StoryClaim(string Name, ImmutableArray<string> Values);

/// <summary>A grant as it stood at the revision that decided by it.</summary>
/// <param name="Origin">The revision that made it so, and who approved that; null for what a deployment's settings imply, and where the history does not say.</param>
public sealed record StoryGrant(string Grant, int Revision, Revision? Origin, int Decisions);

/// <param name="Service">Empty for requests that named none that there is.</param>
public sealed record StoryService(string Environment, string Service, int Allowed, int Denied);
