using System.Globalization;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes.Bulk;

/// <summary>Another grant that says what one says.</summary>
public static class GrantCopy
{
    private const int MaxName = 63;

    /// <param name="environment">Where alone the copy is to hold; null for where the original does.</param>
    /// <param name="isTaken">Whether a grant has the name already.</param>
    public static Grant Of(Grant original, string? environment, Func<string, bool> isTaken) => original with
    {
        Id = null,
        Name = Unique(NameFor(original, environment), isTaken),
        Environments = environment is null ? original.Environments : [environment],
    };

    /// <summary>The environment in the name is exchanged, or else the name says what the copy is.</summary>
    private static string NameFor(Grant original, string? environment)
    {
        if (environment is null)
            return original.Name + "-copy";
        var former = original.Environments.FirstOrDefault(e => original.Name.EndsWith("-" + e, StringComparison.Ordinal));
        return former is null ? $"{original.Name}-{environment}" : $"{original.Name[..^former.Length]}{environment}";
    }

    private static string Unique(string wanted, Func<string, bool> isTaken)
    {
        for (var number = 1; ; number++)
        {
            var end = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}");
            // A cut name may not end in a hyphen before its number.
            var name = wanted[..Math.Min(wanted.Length, MaxName - end.Length)].TrimEnd('-') + end;
            if (!isTaken(name))
                return name;
        }
    }
}
