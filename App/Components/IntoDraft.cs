using AccessConsole.Drafts;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components;

/// <summary>Where a page puts what it has prepared into a draft, and leads to it.</summary>
internal static class IntoDraft
{
    /// <returns>Why there is no draft; null where there is.</returns>
    public static async Task<string?> GoAsync(NavigationManager navigation, Func<Task<DraftResult>> make)
    {
        string? refusal = null;
        var isStored = await Loads.TryAsync(async () =>
        {
            var result = await make();
            refusal = result.Refusal?.Message;
            if (result.Draft is { } draft)
                navigation.NavigateTo($"/drafts/{draft.Id}");
        });
        return isStored ? refusal : "not put into a draft: the database may be away; try again";
    }
}
