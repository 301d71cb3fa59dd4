using System.Globalization;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Simulator;

/// <summary>What the page of many requests shows, as the address says it.</summary>
public sealed record ManyQuery : IAddressed
{
    public const string Path = "/simulator/many";

    /// <summary>The file that is decided; null before there is one.</summary>
    public Guid? Upload { get; init; }

    /// <summary>By which revision, as typed; empty for the newest.</summary>
    public string Revision { get; init; } = "";

    /// <summary>Null for all.</summary>
    public Effect? Effect { get; init; }

    public int Page { get; init; } = 1;

    public string Address => Of(Path, Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>Where the shown decisions are had as CSV.</summary>
    public string Download => Of(ManyEndpoints.Download, "");

    /// <summary>Null where the text is no number.</summary>
    public static int? NumberOf(string revision) => int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string Of(string path, string page) =>
        Addresses.Of(path, ("upload", Upload?.ToString()), ("revision", Revision), ("effect", Effect is { } effect ? Words.Of(effect) : ""), ("page", page));
}
