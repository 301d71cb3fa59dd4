using AccessConsole.Core.Validation.Checks;

namespace AccessConsole.Core.Inventory;

/// <summary>Names in the policy for pipelines that come from Buildkite.</summary>
public static class PipelineNames
{
    private const int MaxLength = 63;
    private const int FirstDigits = 6;
    private const string Nameless = "pipeline";

    /// <summary>The slug as a name; with digits of the UUID where another pipeline has that name already.</summary>
    /// <param name="taken">Names that are in use.</param>
    public static string Of(string slug, Guid id, IReadOnlySet<string> taken)
    {
        var name = Cut(string.Concat(slug.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')), MaxLength);
        if (!Texts.IsName(name))
            name = Nameless;
        if (!taken.Contains(name))
            return name;
        var digits = id.ToString("N");
        // The last digits: the first ones of a UUID may be its time, which pipelines that were made together share.
        for (var count = FirstDigits; count < digits.Length; count++)
        {
            var distinct = $"{Cut(name, MaxLength - count - 1)}-{digits[^count..]}";
            if (!taken.Contains(distinct))
                return distinct;
        }

        return digits;
    }

    private static string Cut(string name, int length) => name[..Math.Min(name.Length, length)].Trim('-');
}
