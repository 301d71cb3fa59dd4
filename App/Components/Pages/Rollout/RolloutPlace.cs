using System.Globalization;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>Where a page of rollouts goes on, as its address says it: <c>43/production</c>.</summary>
internal static class RolloutPlace
{
    public static string Write((int Revision, string Environment) place) => $"{place.Revision.ToString(CultureInfo.InvariantCulture)}/{place.Environment}";

    public static (int Revision, string Environment)? Read(string? text) =>
        text?.Split('/', 2) is [var number, var environment] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? (revision, environment) : null;
}
