namespace AccessConsole.Components.Layout;

/// <summary>Light or dark by choice, or as the system has it; what the system had is remembered so that the first picture is right.</summary>
public enum ThemeChoice
{
    SystemLight,
    SystemDark,
    Light,
    Dark,
}
