using AccessConsole.Tests.Support;
using Microsoft.Playwright;

namespace AccessConsole.Tests.Browser;

/// <summary>Writes down what a browser's pages say: messages of their scripts, requests that fail, where they went, and how they stood at the end.</summary>
internal static class PageWatch
{
    private const int LastTextLength = 2_000;
    private const float LastTextMilliseconds = 2_000;

    public static void WriteInto(this IBrowserContext session, TestDiary diary, string person) => session.Page += (_, page) =>
    {
        page.Console += (_, message) => diary.Add($"{person}'s page {message.Type}", message.Text);
        page.PageError += (_, error) => diary.Add($"{person}'s page error", error);
        page.RequestFailed += (_, request) => diary.Add($"{person}'s request", $"{request.Method} {request.Url} failed: {request.Failure}");
        page.FrameNavigated += (_, frame) => diary.Add($"{person} at", frame.Url);
        page.Crash += (_, _) => diary.Add($"{person}'s page", "crashed");
    };

    /// <summary>What every open page shows.</summary>
    public static async Task WriteLastAsync(this IBrowser browser, TestDiary diary)
    {
        foreach (var page in browser.Contexts.SelectMany(c => c.Pages))
        {
            try
            {
                var text = await page.InnerTextAsync("body", new PageInnerTextOptions { Timeout = LastTextMilliseconds });
                var focused = await page.EvaluateAsync<string>("`${document.activeElement?.outerHTML.slice(0, 300)} (${document.activeElement?.value})`");
                diary.Add($"at the end {page.Url} shows", $"{(text.Length > LastTextLength ? text[..LastTextLength] : text)}\nand {focused} has the focus");
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                diary.Add($"at the end {page.Url}", $"cannot be read: {e.Message}");
            }
        }
    }
}
