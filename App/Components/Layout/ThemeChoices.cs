namespace AccessConsole.Components.Layout;

public static class ThemeChoices
{
    public const string Cookie = "access-theme";

    public static ThemeChoice Read(string? cookie) =>
        Enum.GetValues<ThemeChoice>().FirstOrDefault(choice => choice.Word() == cookie);

    /// <summary>The choice as the cookie spells it.</summary>
    public static string Word(this ThemeChoice choice) => choice switch
    {
        ThemeChoice.SystemLight => "system-light",
        ThemeChoice.SystemDark => "system-dark",
        ThemeChoice.Light => "light",
        ThemeChoice.Dark => "dark",
    };

    public static bool IsDark(this ThemeChoice choice) => choice is ThemeChoice.Dark or ThemeChoice.SystemDark;

    public static bool IsSystem(this ThemeChoice choice) => choice is ThemeChoice.SystemDark or ThemeChoice.SystemLight;

    /// <summary>Light, dark, as the system has it, and again.</summary>
    public static ThemeChoice Next(this ThemeChoice choice, bool systemIsDark) => choice switch
    {
        ThemeChoice.Light => ThemeChoice.Dark,
        ThemeChoice.Dark => systemIsDark ? ThemeChoice.SystemDark : ThemeChoice.SystemLight,
        ThemeChoice.SystemLight or ThemeChoice.SystemDark => ThemeChoice.Light,
    };
}
