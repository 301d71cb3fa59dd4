using Microsoft.JSInterop;

namespace AccessConsole.Components;

/// <summary>The time zone of whoever looks, as their browser says it.</summary>
internal static class BrowserZone
{
    /// <summary>Asked once a page is there. Null where this machine does not know the zone, where its clocks show UTC, and where the page is gone: then there is UTC alone.</summary>
    public static async Task<TimeZoneInfo?> FindAsync(IJSRuntime script)
    {
        try
        {
            var id = await script.InvokeAsync<string?>("accessConsole.timeZone");
            return !string.IsNullOrEmpty(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) && found is not { BaseUtcOffset.Ticks: 0, SupportsDaylightSavingTime: false } ? found : null;
        }
        catch (JSDisconnectedException)
        {
            return null;
        }
    }
}
