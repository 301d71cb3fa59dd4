using AccessConsole.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace AccessConsole.Components;

/// <summary>The document around every page. Pages are interactive but for those that must work without a circuit.</summary>
public sealed partial class Root
{
    [CascadingParameter]
    public required HttpContext Context { get; init; }

    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    private ThemeChoice Theme => ThemeChoices.Read(Context.Request.Cookies[ThemeChoices.Cookie]);
}
