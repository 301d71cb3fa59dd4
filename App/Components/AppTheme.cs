using MudBlazor;

namespace AccessConsole.Components;

/// <summary>Colours, sizes and spacing of the whole console; style sheets take them from the variables that the theme makes of it.</summary>
public static class AppTheme
{
    private static readonly string[] Text = ["Inter", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b57a4",
            PrimaryContrastText = "#ffffff",
            Secondary = "#46546a",
            SecondaryContrastText = "#ffffff",
            Info = "#0b57a4",
            Success = "#156c3c",
            SuccessContrastText = "#ffffff",
            Warning = "#875300",
            WarningContrastText = "#ffffff",
            Error = "#b3261e",
            ErrorContrastText = "#ffffff",
            Background = "#f4f6f8",
            BackgroundGray = "#eceff3",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#17202b",
            DrawerBackground = "#ffffff",
            DrawerText = "#2c3846",
            DrawerIcon = "#4b5868",
            TextPrimary = "#17202b",
            TextSecondary = "#4b5868",
            TextDisabled = "#6b7684",
            ActionDefault = "#4b5868",
            ActionDisabled = "#6b7684",
            ActionDisabledBackground = "#e3e7ec",
            LinesDefault = "#d5dbe2",
            LinesInputs = "#7c8897",
            TableLines = "#e1e6eb",
            Divider = "#d5dbe2",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#86bdff",
            PrimaryContrastText = "#06203d",
            Secondary = "#b3bfcd",
            SecondaryContrastText = "#10161d",
            Info = "#86bdff",
            InfoContrastText = "#06203d",
            Success = "#7ad3a0",
            SuccessContrastText = "#062014",
            Warning = "#efbd67",
            WarningContrastText = "#2b1c00",
            Error = "#ff9d95",
            ErrorContrastText = "#3a0703",
            Background = "#10151b",
            BackgroundGray = "#161c24",
            Surface = "#1a212a",
            AppbarBackground = "#1a212a",
            AppbarText = "#e7ecf2",
            DrawerBackground = "#151b23",
            DrawerText = "#d3dbe4",
            DrawerIcon = "#a9b5c3",
            TextPrimary = "#e7ecf2",
            TextSecondary = "#a9b5c3",
            TextDisabled = "#8794a3",
            ActionDefault = "#a9b5c3",
            ActionDisabled = "#8794a3",
            ActionDisabledBackground = "#2a333e",
            LinesDefault = "#303a46",
            LinesInputs = "#7b8896",
            TableLines = "#2a333e",
            Divider = "#303a46",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Text, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Text, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Text, FontSize = "0.8125rem", LineHeight = "1.4", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Text, FontSize = "0.8125rem", FontWeight = "600", LineHeight = "1.5", LetterSpacing = "normal", TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", DrawerWidthLeft = "216px", AppbarHeight = "52px" },
    };
}
