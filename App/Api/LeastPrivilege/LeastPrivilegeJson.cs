using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.LeastPrivilege;

namespace AccessConsole.Api.LeastPrivilege;

/// <summary>Which grants to narrow to what they were used for, and how far to look back.</summary>
/// <param name="Grants">The names of the grants, 100 at most.</param>
public sealed record NarrowingBody(IReadOnlyList<string>? Grants, int? Days);

/// <summary>Which proposal to make a draft of, as the list of proposals names its grant.</summary>
/// <param name="Grant">The proposed grant's name.</param>
/// <param name="Lifetime">After how many days it ends; 30 where it is left out.</param>
public sealed record ProposalBody(string? Grant, int? Days, int? Lifetime);

/// <summary>The draft that was made.</summary>
public sealed record ProposedDraftJson(Guid Draft, string Title);

/// <summary>A page of grants, the window, and how many there are of each standing.</summary>
/// <param name="Unused">How many grants were not used.</param>
/// <param name="Unproven">How many were not seen, with too little told to say that they were not used.</param>
/// <param name="Used">How many were used.</param>
/// <param name="Beyond">How many lie outside the reader's roles, and are left out.</param>
/// <param name="Grants">The grants, in pages.</param>
public sealed record UseReportJson(int Revision, WindowJson Window, int Unused, int Unproven, int Used, int Beyond, IReadOnlyList<GrantUseJson> Grants)
{
    public static UseReportJson Of(UseReport report, IReadOnlyList<UsedGrant> page, IReadOnlyDictionary<string, DateTimeOffset> since) => new(
        report.Revision, WindowJson.Of(report.Window), report.Count(GrantStanding.Unused), report.Count(GrantStanding.Unproven), report.Count(GrantStanding.Used), report.Beyond,
        [.. page.Select(row => GrantUseJson.Of(row, since.TryGetValue(row.Grant.Name, out var changed) ? changed : null))]);
}

/// <summary>The days of the decision log that were looked at, and how much of them it holds.</summary>
/// <param name="Days">How long it is.</param>
/// <param name="Since">When it begins.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Earliest">Of the first decision within the window that any engine told.</param>
/// <param name="ReachesBeginning">Whether the log begins with the window, or before.</param>
public sealed record WindowJson(int Days, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset? Earliest, bool ReachesBeginning)
{
    public static WindowJson Of(EvidenceWindow window) => new(window.Days, window.Since, window.Until, window.Earliest, window.ReachesItsBeginning);
}

/// <summary>What one grant was used for, and what that rests on.</summary>
/// <param name="Name">The name of the grant.</param>
/// <param name="State"><c>unused</c>, <c>unproven</c> or <c>used</c>.</param>
/// <param name="Count">How many decisions rest on it.</param>
/// <param name="LastUsed">When it was last used; null where it was not.</param>
/// <param name="Since">Since when the grant and its role are what they are.</param>
/// <param name="Heard">How many engines that enforce it were heard.</param>
/// <param name="FewestDays">On how many days the one was heard that told least.</param>
/// <param name="Silent">Engines that enforce it and told nothing within the window.</param>
/// <param name="Late">Engines that enforce it and told nothing on the window's first day.</param>
/// <param name="ChangedWithin">Whether it, or its role, came to be as it is within the window.</param>
/// <param name="Lost">How many decisions of its environments are known not to be in the log.</param>
public sealed record GrantUseJson(
    string Name, string State, long Count, DateTimeOffset? LastUsed, DateTimeOffset? Since, int Heard, int FewestDays, IReadOnlyList<SilentJson> Silent, IReadOnlyList<SilentJson> Late,
    bool ChangedWithin, long Lost)
{
    private const int MostSilent = 100;

    public static GrantUseJson Of(UsedGrant row, DateTimeOffset? since) => new(
        row.Grant.Name, row.Evidence.Standing.ToString().ToLowerInvariant(), row.Evidence.Use?.Count ?? 0, row.Evidence.Use?.Last, since, row.Evidence.Heard, row.Evidence.FewestDays,
        Hops(row.Evidence.Silent), Hops(row.Evidence.Late), row.Evidence.ChangedWithin, row.Evidence.Lost);

    private static SilentJson[] Hops(IEnumerable<SilentHop> hops) => [.. hops.Take(MostSilent).Select(hop => new SilentJson(hop.Environment, hop.Service, hop.Target?.Name()))];
}

/// <summary>An engine that told too little for its silence to prove anything.</summary>
/// <param name="Engine">Null where no engine stands before the service.</param>
public sealed record SilentJson(string Environment, string Service, string? Engine);

/// <summary>What narrowing the grants would come to: the change, what it closes, and the calls of the window decided again.</summary>
/// <param name="OnlyCloses">Whether the access diff of the change opens nothing.</param>
/// <param name="Grants">What each grant would become.</param>
/// <param name="Access">The access diff in sentences.</param>
/// <param name="Problems">What the review of the change finds.</param>
/// <param name="Replay">Null where nothing changes.</param>
public sealed record NarrowingJson(WindowJson Window, bool OnlyCloses, IReadOnlyList<NarrowedJson> Grants, IReadOnlyList<string> Access, IReadOnlyList<ProblemJson> Problems, ReplayJson? Replay)
{
    public static NarrowingJson Of(NarrowingPreview preview) => new(
        WindowJson.Of(preview.Window), preview.OnlyCloses, [.. preview.Plan.Grants.Select(NarrowedJson.Of)], preview.Review is { } review ? [.. review.Access.Sentences] : [],
        preview.Review is { } reviewed ? [.. reviewed.Problems.Select(Api.Problems.ToJson)] : [], preview.Replay is { } replay ? ReplayJson.Of(replay, preview.IsReplayWhole) : null);

}

/// <summary>What one grant would become.</summary>
/// <param name="Name">The name of the grant.</param>
/// <param name="Stays">Why nothing becomes of it; null where something does.</param>
/// <param name="Ends">Whether it would end altogether.</param>
/// <param name="Methods">Methods that no call had, each with the paths for which it would no longer be permitted.</param>
/// <param name="Paths">Paths that it would no longer allow.</param>
/// <param name="Permissions">What it would no longer permit on services of which nothing was called.</param>
/// <param name="Refs">How its conditions on branches and tags would change; null where they would not.</param>
/// <param name="Kept">How many calls of the window it goes on to allow.</param>
public sealed record NarrowedJson(
    string Name, string? Stays, bool Ends, IReadOnlyList<string> Methods, IReadOnlyList<string> Paths, IReadOnlyList<string> Permissions, RefsJson? Refs, long Kept)
{
    public static NarrowedJson Of(GrantNarrowing grant) =>
        new(grant.Grant, grant.Objection, grant.Ends, grant.Methods, grant.Paths, grant.Permissions, grant.Refs is { } refs ? RefsJson.Of(refs) : null, grant.Kept);
}

/// <summary>Empty lists stand for any.</summary>
/// <param name="Branches">Patterns of branches as they are.</param>
/// <param name="Tags">Patterns of tags as they are.</param>
/// <param name="NewBranches">Branches as they would be.</param>
/// <param name="NewTags">Tags as they would be.</param>
public sealed record RefsJson(IReadOnlyList<string> Branches, IReadOnlyList<string> Tags, IReadOnlyList<string> NewBranches, IReadOnlyList<string> NewTags)
{
    public static RefsJson Of(RefNarrowing refs) => new(Texts(refs.Branches), Texts(refs.Tags), Texts(refs.NewBranches), Texts(refs.NewTags));

    private static string[] Texts(ValueList<Pattern> patterns) => [.. patterns.Select(pattern => pattern.Text)];
}

/// <summary>The calls of the window, decided again by the narrowed grants.</summary>
/// <param name="Calls">How many calls were decided again.</param>
/// <param name="Denied">How many would be denied.</param>
/// <param name="NotAllowedToday">How many are not allowed by the policy in force either.</param>
/// <param name="Kinds">How many kinds of calls would be denied, however many are listed.</param>
/// <param name="IsWhole">Whether no kind of call is left out.</param>
/// <param name="Examples">The kinds of which most would be denied.</param>
public sealed record ReplayJson(long Calls, long Denied, long NotAllowedToday, int Kinds, bool IsWhole, IReadOnlyList<CallJson> Examples)
{
    public static ReplayJson Of(LogReplay replay, bool isWhole) => new(replay.Calls, replay.Denied, replay.NotToday, replay.Kinds, isWhole, [.. replay.Examples.Select(CallJson.Of)]);
}

/// <summary>Calls of one kind that would be denied.</summary>
/// <param name="Branch">The branch of the build; null where it is not known.</param>
/// <param name="Tag">The tag of the build; null where it has none.</param>
/// <param name="Last">When the last of them was.</param>
public sealed record CallJson(string Grant, string? Principal, string Environment, string Service, string? Method, string? Path, string? Branch, string? Tag, long Count, DateTimeOffset Last)
{
    public static CallJson Of(SeenCall call) => new(call.Grant, call.Principal, call.Environment, call.Service, call.Method, call.Path, call.Branch, call.Tag, call.Count, call.Last);
}

/// <summary>Grants that calls which were refused ask for.</summary>
/// <param name="HasMore">Whether there are more than are listed.</param>
/// <param name="Proposals">The grants that are proposed.</param>
public sealed record ProposalsJson(WindowJson Window, bool HasMore, IReadOnlyList<ProposalJson> Proposals)
{
    private const int Most = 1000;

    public static ProposalsJson Of(ProposalReport report) =>
        new(WindowJson.Of(report.Window), report.HasMore || report.Proposals.Length > Most, [.. report.Proposals.Take(Most).Select(ProposalJson.Of)]);
}

/// <summary>One grant that would allow calls which were refused.</summary>
/// <param name="Grant">What it would be called.</param>
/// <param name="Expires">When it would end.</param>
/// <param name="Calls">How many calls it would have allowed.</param>
/// <param name="First">When the first of them was.</param>
/// <param name="Last">When the last of them was.</param>
/// <param name="LeftOut">How many paths it does not open.</param>
public sealed record ProposalJson(
    string Grant, string Principal, string Environment, string Service, IReadOnlyList<string> Permissions, IReadOnlyList<string> Branches, IReadOnlyList<string> Tags,
    DateTimeOffset? Expires, long Calls, DateTimeOffset First, DateTimeOffset Last, int LeftOut)
{
    public static ProposalJson Of(GrantProposal proposal) => new(
        proposal.Grant.Name, proposal.Principal, proposal.Environment, proposal.Service, [.. proposal.Role.Permissions.Select(p => $"{p.Methods} {string.Join(' ', p.Paths)}")],
        [.. proposal.Grant.When.Branches.Select(p => p.Text)], [.. proposal.Grant.When.Tags.Select(p => p.Text)], proposal.Grant.Expires, proposal.Calls, proposal.First, proposal.Last, proposal.LeftOut);
}
