using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>A decision of the log: an item of <c>GET /api/v1/decisions/log</c>.</summary>
/// <param name="Target">The engine's language, or <c>http</c>.</param>
internal sealed record LoggedDecisionAnswer(
    string Id, DateTimeOffset At, string Point, string Target, string Environment, string Effect, string Reason, string Mode,
    string? Service = null, string? Principal = null, string? Method = null, string? Path = null, string? Detail = null, string? Grant = null, int? Revision = null, string? Trace = null);

/// <summary>What a build, a job or a trace called: <c>GET /api/v1/decisions/story</c>.</summary>
internal sealed record StoryAnswer(
    ImmutableSortedDictionary<string, ImmutableArray<string>> Claims, ImmutableArray<StoryServiceAnswer> Services, ImmutableArray<StoryGrantAnswer> Grants, ImmutableArray<StoryCallAnswer> Calls, bool Cut);

/// <param name="Service">Null for requests that named none that there is.</param>
internal sealed record StoryServiceAnswer(string Environment, int Allowed, int Denied, string? Service = null);

/// <param name="Since">The revision that made the grant what it was; null where a deployment's settings imply it.</param>
internal sealed record StoryGrantAnswer(string Grant, int Revision, int Decisions, ImmutableArray<string> ApprovedBy, int? Since = null, DateTimeOffset? PublishedAt = null, string? Author = null);

internal sealed record StoryCallAnswer(bool Passed, ImmutableArray<LoggedDecisionAnswer> Hops, string? Trace = null);
