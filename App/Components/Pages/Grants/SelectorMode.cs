namespace AccessConsole.Components.Pages.Grants;

public enum SelectorMode
{
    None,
    Names,
    Labels,
    All,
}
