using System.Text.RegularExpressions;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>nginx's regular expressions, tried by the platform's in time that grows with the text alone.</summary>
internal static class NginxPattern
{
    /// <returns>Null where it is one that cannot be tried here.</returns>
    public static bool? Matches(string pattern, string text, bool ignoreCase)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}
