using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Patterns of branches and tags that no name in git can match, mostly by a slip of the pen.</summary>
internal static class RefNameLint
{
    private static readonly string[] Prefixes = ["refs/heads/", "refs/tags/"];

    public static void Check(ValidationContext context)
    {
        foreach (var grant in context.Grants)
        {
            // Most grants have no conditions, and there are many grants.
            if (grant.Object.When.IsEmpty)
                continue;
            Check(context, grant, grant.Object.When.Branches, "branches");
            Check(context, grant, grant.Object.When.Tags, "tags");
        }
    }

    private static void Check(ValidationContext context, Located<Grant> grant, ValueList<Pattern> patterns, string member)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (Fault(patterns[i]) is { } fault)
                context.Warn(DiagnosticCodes.LintMatchesNobody, grant.At($"/when/{member}/{i}"), $"`{patterns[i].Text}` matches no {member.TrimEnd('s').Replace("branche", "branch", StringComparison.Ordinal)}: {fault}");
        }
    }

    /// <summary>Why no ref is named so, by the rules of git's check-ref-format; null where one can be.</summary>
    private static string? Fault(Pattern pattern)
    {
        var (stem, isWhole) = (pattern.Stem, !pattern.IsPrefix);
        if (Prefixes.FirstOrDefault(p => stem.StartsWith(p, StringComparison.Ordinal)) is { } prefix)
            return $"builds name it without `{prefix}`";
        if (stem.FirstOrDefault(c => c is <= ' ' or '\u007f' or '~' or '^' or ':' or '?' or '[' or '\\') is var odd and not '\0')
            return odd == ' ' ? "git's names hold no space" : $"git's names hold no `{odd}`";
        if (stem.Contains("..", StringComparison.Ordinal) || stem.Contains("//", StringComparison.Ordinal) || stem.Contains("@{", StringComparison.Ordinal))
            return "git's names hold no `..`, `//` or `@{`";
        if (stem.StartsWith('/') || stem.StartsWith('.') || stem.StartsWith('-') || stem.Contains("/.", StringComparison.Ordinal))
            return "git's names begin with no `/` or `-`, and no part of them with `.`";
        return isWhole && (stem.EndsWith('/') || stem.EndsWith('.') || stem.EndsWith(".lock", StringComparison.Ordinal)) ? "git's names end with no `/`, `.` or `.lock`: for all under it write a `*` at the end" : null;
    }
}
