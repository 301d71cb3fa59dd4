using AccessConsole.Components;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class FilteredPageTests : PageContext
{
    [Fact]
    public async Task Address_ThatComesBackAfterALaterChoice_ChangesNothing()
    {
        var page = Render<LettersPage>();
        await page.InvokeAsync(() => page.Instance.TypeAsync("a"));
        await page.InvokeAsync(() => page.Instance.TypeAsync("ab"));
        Assert.Equal("ab", page.Instance.Shown);
        page.Render(p => p.Add(x => x.Text, "a"));
        Assert.Equal("ab", page.Instance.Shown);
        page.Render(p => p.Add(x => x.Text, "ab"));
        page.Render(p => p.Add(x => x.Text, "from a link"));
        Assert.Equal("from a link", page.Instance.Shown);
    }

    private sealed record Letters(string Text) : IAddressed
    {
        public string Address => Addresses.Of("/letters", ("q", Text));
    }

    private sealed class LettersPage : FilteredPage<Letters>
    {
        [Microsoft.AspNetCore.Components.Parameter]
        public string Text { get; set; } = "";

        public string Shown { get; private set; } = "";

        protected override Letters Asked => new(Text);

        public Task TypeAsync(string text) => GoAsync(new Letters(text));

        protected override Task ShowAsync(Letters query)
        {
            Shown = query.Text;
            return Task.CompletedTask;
        }
    }
}
