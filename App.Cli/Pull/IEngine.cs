using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull;

/// <summary>
/// What the puller knows of the engine beside it. Verification, freshness, the order of revisions, the disk and the report are the puller's;
/// an engine inspects, checks, activates and proves. Going back is activating the former state.
/// </summary>
internal interface IEngine
{
    /// <summary>
    /// A state that refuses everything, as files: in force before the first bundle. Default where the engine keeps its state elsewhere, so that
    /// the puller cannot know what to close before it has a bundle.
    /// </summary>
    ImmutableArray<BundleFile> DenyAll { get; }

    /// <summary>
    /// Whether the engine takes up whatever <c>current</c> points to as soon as it does, so that everything must be checked before. Else it is
    /// checked through the link and runs what it ran until <see cref="ActivateAsync"/>.
    /// </summary>
    bool FollowsLink { get; }

    /// <summary>Whether others can change what the engine runs, so that the puller looks again from time to time.</summary>
    bool CanDrift { get; }

    /// <summary>Whether everything is denied once the newest freshness of this bundle has lapsed; else it is kept.</summary>
    /// <exception cref="PullException">The bundle does not say it in a form that is known.</exception>
    bool DeniesWhenStale(VerifiedBundle bundle);

    /// <summary>Refuses what a bundle must not do at this engine, whoever signed it.</summary>
    /// <param name="files">Of one state of a bundle.</param>
    /// <exception cref="PullException">The bundle must not be used; the message says why.</exception>
    void Inspect(IReadOnlyList<BundleFile> files);

    /// <summary>The engine's own check; what it runs stays as it is.</summary>
    /// <exception cref="PullException">The engine would not take it.</exception>
    Task CheckAsync(EngineState state);

    /// <summary>Makes the engine run the state, to which <c>current</c> points by now.</summary>
    /// <exception cref="PullException">It could not be done, or in part only.</exception>
    Task ActivateAsync(EngineState state);

    /// <summary>Waits until the engine is seen to run the state.</summary>
    /// <exception cref="PullException">It was not within the time.</exception>
    Task ProveAsync(EngineState state);

    /// <summary>Whether the engine runs the state already; false where it cannot be asked.</summary>
    Task<bool> RunsAsync(EngineState state);
}
