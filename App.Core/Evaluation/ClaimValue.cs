namespace AccessConsole.Core.Evaluation;

/// <summary>One claim of a token as the policy sees it.</summary>
/// <param name="Kind">Whether the token has it, and as a string.</param>
/// <param name="Text">The value of a string claim; empty otherwise.</param>
public readonly record struct ClaimValue(ClaimKind Kind, string Text)
{
    public static ClaimValue Absent { get; } = new(ClaimKind.Absent, "");

    public static ClaimValue Other { get; } = new(ClaimKind.Other, "");

    public bool IsString => Kind == ClaimKind.String;

    public static ClaimValue Of(string? text) => text is null ? Absent : new ClaimValue(ClaimKind.String, text);
}

public enum ClaimKind : byte
{
    /// <summary>Missing or null: Buildkite writes both for "none".</summary>
    Absent,
    String,

    /// <summary>A number, boolean, list or object, which no policy speaks of.</summary>
    Other,
}
