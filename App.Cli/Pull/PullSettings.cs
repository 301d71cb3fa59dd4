using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull;

/// <summary>How one puller works.</summary>
internal sealed record PullSettings
{
    public required BundleScope Scope { get; init; }

    /// <summary>The root's public key, pinned at installation.</summary>
    public required VerificationKey Root { get; init; }

    /// <summary>Absolute; holds the bundles, the link <c>current</c>, the key list and the memory.</summary>
    public required string Directory { get; init; }

    public bool Once { get; init; }

    public required string Name { get; init; }

    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    public PullTimes Times { get; init; } = new();
}

/// <summary>The puller's patience.</summary>
internal sealed record PullTimes
{
    /// <summary>For how long the console may hold a poll.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>What a request may take beyond that.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Between two polls at least, whatever the console answers.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until an engine must show the new revision.</summary>
    public TimeSpan Proof { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A report is sent at least so often; the console calls a point stale after an hour.</summary>
    public TimeSpan Report { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often an engine that others can change is looked at again.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For how long a key list is used before it is fetched again.</summary>
    public TimeSpan KeyList { get; init; } = TimeSpan.FromHours(1);
}
