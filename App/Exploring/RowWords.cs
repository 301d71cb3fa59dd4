using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring;

/// <summary>A row of access in words, the same on the page, in the API and in exports.</summary>
public static class RowWords
{
    public static string Of(ReachLevel level) => level switch
    {
        ReachLevel.None => "none",
        ReachLevel.Anyone => "anyone",
        ReachLevel.Conditional => "conditional",
        ReachLevel.Always => "always",
        ReachLevel.Everything => "everything",
    };

    /// <summary>How far a principal comes, as a sentence.</summary>
    public static string Sentence(ReachCell cell) => cell switch
    {
        { Level: ReachLevel.None, IsGranted: true, IsDenied: true } => "Nothing passes: what is granted is denied again, or is not in force",
        { Level: ReachLevel.None, IsGranted: true } => "Nothing passes: what is granted has no effect",
        { Level: ReachLevel.None } => "Nothing passes",
        { Level: ReachLevel.Anyone } => "Only what anyone may ask",
        { Level: ReachLevel.Conditional } => "Allowed under conditions",
        { Level: ReachLevel.Always } => "Allowed",
        _ => "Everything passes",
    };

    /// <summary>Who passes.</summary>
    public static string Principal(AccessRow row) => row switch
    {
        { Principal: { } principal } => principal.Name,
        { Kind: RowKind.LeftAlone, Deployment.Deployment.Unidentified: Unidentified.Allow } => "callers outside CI, and without credential",
        { Kind: RowKind.LeftAlone } => "callers outside CI",
        { Kind: RowKind.Unenforced } => "everybody",
        _ => "anyone",
    };

    public static string PrincipalKind(AccessRow row) => row.Principal?.Reference.Kind.Noun() ?? "everybody";

    /// <summary>Such as <c>GET POST /admin/**</c>, one for each permission.</summary>
    public static IEnumerable<string> Permissions(AccessRow row) =>
        row.Rule?.Permissions.Select(p => $"{p.Methods} {string.Join(' ', p.Paths)}") ?? ["everything"];

    public static string Conditions(AccessRow row) => row.Rule is { } rule ? PolicyWords.Of(rule.Terms.When) : "";

    /// <summary>What the row rests on where it is no grant.</summary>
    public static string Note(AccessRow row) => row.Kind switch
    {
        RowKind.Unenforced when row.Deployment.Deployment.Mode == Mode.Shadow => "in shadow: nothing is refused",
        RowKind.Unenforced => "no engine stands before it",
        RowKind.LeftAlone => "isolation of pipelines",
        RowKind.Anyone or RowKind.Rule => "",
    };

    public static string Approvers(Revision revision) => string.Join(", ", revision.Approvals.Select(a => a.Approver.Name));
}
