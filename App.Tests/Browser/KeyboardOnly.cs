using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A person without a mouse: nothing is clicked, and nothing has the focus that keys did not bring there.</summary>
internal sealed class KeyboardOnly(IPage page)
{
    private const int MaxSteps = 80;

    private const string WhatIsHidden =
        """
        () => {
            const focused = document.activeElement;
            // Between the last and the first the browser's own bars have it.
            if (focused === document.body) return '';
            const isHeading = focused.matches('h1');
            const fault = (what) => `${focused.outerHTML.slice(0, 200)} ${what}`;
            const { left, right, top, bottom } = focused.getClientRects()[0] ?? focused.getBoundingClientRect();
            const bar = document.querySelector('.shell-bar').getBoundingClientRect().bottom;
            if (!focused.closest('.shell-bar, .skip-link, dialog') && bottom <= bar) return fault('is under the bar');
            const middle = document.elementFromPoint((left + right) / 2, Math.max(bar + 1, (top + bottom) / 2));
            if (middle?.closest('.published') && !focused.closest('.published')) return fault('is under the notice');
            const { outlineStyle, outlineWidth } = getComputedStyle(focused);
            return !isHeading && (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) ? fault('has no outline') : '';
        }
        """;

    public IPage Page => page;

    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }

    /// <summary>Presses a key that opens another page, and goes on as a person does: when its heading has the focus.</summary>
    /// <param name="heading">Of the page that opens; empty where the test does not know it.</param>
    public async Task LeaveAsync(string heading = "", params string[] keys)
    {
        await page.EvaluateAsync("document.querySelector('main h1').dataset.left = ''");
        await PressAsync(keys is [] ? ["Enter"] : keys);
        var arrived = page.Locator("main h1:not([data-left])");
        await Assertions.Expect(arrived).ToBeFocusedAsync();
        await Assertions.Expect(arrived).ToContainTextAsync(heading);
        Assert.Equal("", await HiddenAsync());
    }

    /// <summary>By Ctrl-K to the first place that has such a name.</summary>
    public async Task GoAsync(string name, string place)
    {
        await page.InteractiveAsync();
        await PressAsync("Control+k");
        await Assertions.Expect(page.Field("go-to")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(name);
        await Assertions.Expect(page.Field("place").First).ToContainTextAsync(place);
        await LeaveAsync(place);
        await Assertions.Expect(page.Field("go-anywhere")).ToBeHiddenAsync();
    }

    /// <summary>Tabs until the field has the focus, which must be seen at each step.</summary>
    /// <param name="key"><c>Tab</c> or <c>Shift+Tab</c>.</param>
    public async Task ReachAsync(string field, string key = "Tab")
    {
        await page.Field(field).First.WaitForAsync();
        for (var step = 0; step < MaxSteps; step++)
        {
            await PressAsync(key);
            var fault = await HiddenAsync();
            Assert.True(fault.Length == 0, fault);
            if (await page.EvaluateAsync<bool>("name => document.activeElement.dataset.test === name", field))
                return;
        }

        Assert.Fail($"{key} never reaches `{field}`");
    }

    public async Task TypeAsync(string field, string text, string after = "")
    {
        await ReachAsync(field);
        await page.Keyboard.TypeAsync(text);
        if (after.Length > 0)
            await PressAsync(after);
    }

    /// <returns>Why what has the focus cannot be seen; empty where it can.</returns>
    private async Task<string> HiddenAsync()
    {
        await page.StillAsync();
        return await page.EvaluateAsync<string>(WhatIsHidden);
    }
}
