namespace AccessConsole.Core.Diagnosis;

/// <summary>A token as people paste it.</summary>
internal static class PresentedToken
{
    private const string Bearer = "Bearer ";

    /// <summary>The token by itself; null where there is none.</summary>
    public static string? Text(string? pasted)
    {
        var text = pasted?.Trim() ?? "";
        if (text.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase))
            text = text["Authorization:".Length..].TrimStart();
        if (text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            text = text[Bearer.Length..].TrimStart();
        return text.Length == 0 ? null : text;
    }
}
