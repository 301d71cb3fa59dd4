using System.Globalization;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>A whole number as a field holds it.</summary>
internal static class FormNumber
{
    public static string Write(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <returns>Null where it is none: whoever takes it says what is expected.</returns>
    public static int? Read(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
