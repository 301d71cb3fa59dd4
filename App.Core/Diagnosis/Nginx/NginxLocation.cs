using System.Collections.Immutable;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>One location of a server, with what of the outer levels holds in it.</summary>
internal sealed class NginxLocation
{
    private readonly ImmutableArray<NginxStatement> outer;

    /// <param name="outer">The levels around it, the nearest first.</param>
    private NginxLocation(NginxStatement statement, ImmutableArray<NginxStatement> outer)
    {
        (Statement, this.outer) = (statement, outer);
        (Modifier, Pattern) = statement.Arguments switch
        {
            [var modifier, var pattern] => (modifier, pattern),
            [var glued] => Split(glued),
            _ => ("", ""),
        };
        Nested = [.. statement.Of("location").Select(l => new NginxLocation(l, [statement, .. outer]))];
    }

    public NginxStatement Statement { get; }

    /// <summary><c>=</c>, <c>^~</c>, <c>~</c>, <c>~*</c>, <c>@</c>, or nothing for a prefix.</summary>
    public string Modifier { get; }

    public string Pattern { get; }

    public ImmutableArray<NginxLocation> Nested { get; }

    public bool IsRegex => Modifier is "~" or "~*";

    /// <summary>Whether nobody outside can ask for it.</summary>
    public bool IsInternal => Modifier == "@" || Statement.Of("internal").Any();

    public string Name => $"`location {(Modifier is "" or "@" ? Modifier + Pattern : $"{Modifier} {Pattern}")}` ({Statement.Place})";

    public static ImmutableArray<NginxLocation> Of(NginxServer server) =>
        [.. server.Statement.Of("location").Select(l => new NginxLocation(l, [server.Statement, server.Http]))];

    /// <summary>Who decides what it is asked.</summary>
    public NginxGuard Guard()
    {
        if (Statement.Of("js_content").Any(c => c.Arguments is ["access.enforce" or "access.unknownHost" or "access.limited"]))
            return NginxGuard.Bundle;
        if (Statement.Of("return").FirstOrDefault() is { Arguments: [var code, ..] })
            return code is ['4' or '5', ..] ? NginxGuard.Refuses : NginxGuard.Nobody;
        if (Statement.Of("deny").Any(d => d.Arguments is ["all"]) && !Statement.Of("allow").Any())
            return NginxGuard.Refuses;
        return Inherited("auth_request") is { Arguments: [not "off"] } && !Statement.Of("rewrite").Any() && Inherited("satisfy") is not { Arguments: ["any"] } ? NginxGuard.Asks : NginxGuard.Nobody;
    }

    /// <returns>Whether it takes the path; null where its regex cannot be tried.</returns>
    public bool? Takes(string path) => Modifier switch
    {
        "=" => path == Pattern,
        "~" => NginxPattern.Matches(Pattern, path, ignoreCase: false),
        "~*" => NginxPattern.Matches(Pattern, path, ignoreCase: true),
        "@" => false,
        _ => path.StartsWith(Pattern, StringComparison.Ordinal),
    };

    private NginxStatement? Inherited(string name) =>
        outer.Prepend(Statement).Select(level => level.Of(name).FirstOrDefault()).FirstOrDefault(found => found is not null);

    private static (string, string) Split(string glued)
    {
        foreach (var modifier in (string[])["=", "^~", "~*", "~", "@"])
        {
            if (glued.StartsWith(modifier, StringComparison.Ordinal))
                return (modifier, glued[modifier.Length..]);
        }

        return ("", glued);
    }
}

/// <summary>Who decides a request before a location serves it.</summary>
internal enum NginxGuard
{
    /// <summary>The console's bundle.</summary>
    Bundle,

    /// <summary>Whom <c>auth_request</c> asks.</summary>
    Asks,

    /// <summary>It serves nobody.</summary>
    Refuses,
    Nobody,
}
