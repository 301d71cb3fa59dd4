using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Rollouts;

/// <summary>A place in a list of rollouts, as <c>after</c> names it: <c>REVISION/ENVIRONMENT</c>.</summary>
internal static class RolloutPlace
{
    /// <returns>False where the text names no place; true, without one, where there is no text.</returns>
    public static bool TryRead(string? after, out (int Revision, string Environment)? place)
    {
        place = null;
        if (after is null)
            return true;
        if (after.Split('/', 2) is not [var number, var name] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            return false;
        place = (revision, name);
        return true;
    }

    /// <param name="named">The environment that the body names, as it does where it is what was read.</param>
    /// <returns>Null where it is the address's, or none.</returns>
    public static ProblemHttpResult? Otherwise(string environment, string? named) =>
        named is null || named == environment ? null : Problems.BadRequest($"`environment` is `{named}`, and `{environment}` in the address: send it to its own address, or leave it out");

    public static ProblemHttpResult Unreadable() => Problems.BadRequest("`after` is no place in this list: follow the header `Link`");
}
