using System.Text.RegularExpressions;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Texts in formats that several checks speak of. All are of ASCII characters that mean nothing to any engine's language.</summary>
internal static partial class Texts
{
    public const int MaxHostLength = 253;

    public static bool IsName(string text) => Name().IsMatch(text);

    public static bool IsSlug(string text) => Slug().IsMatch(text);

    public static bool IsLabelKey(string text) => LabelKey().IsMatch(text);

    public static bool IsClaimName(string text) => ClaimName().IsMatch(text);

    public static bool IsAudience(string text) => Audience().IsMatch(text);

    /// <summary>A lower-case DNS name, which no resolver could take for an address: its last label is no number.</summary>
    public static bool IsHost(string text) => text.Length <= MaxHostLength && Host().IsMatch(text) && !NumericEnd().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,254}\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"\A[a-zA-Z0-9._/-]{1,63}\z")]
    private static partial Regex LabelKey();

    [GeneratedRegex(@"\A[A-Za-z0-9._:/-]{1,255}\z")]
    private static partial Regex ClaimName();

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._~:/@+=-]{0,253}[A-Za-z0-9])?\z")]
    private static partial Regex Audience();

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"(?:\A|\.)(?:[0-9]+|0x[0-9a-f]*)\z")]
    private static partial Regex NumericEnd();
}
