namespace AccessConsole.Tests.Support.Fakes;

/// <summary>A search as stores understand it: every word stands somewhere.</summary>
internal static class Search
{
    public static bool Finds(string? search, params IEnumerable<string?> texts) =>
        (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => texts.Any(text => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true));
}
