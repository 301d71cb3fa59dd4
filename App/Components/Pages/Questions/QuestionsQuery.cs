using System.Globalization;

namespace AccessConsole.Components.Pages.Questions;

/// <summary>What is asked, as the fields and the address hold it.</summary>
public sealed record QuestionsQuery
{
    public string Principal { get; init; } = "";

    public string Service { get; init; } = "";

    public string Environment { get; init; } = "";

    public string Method { get; init; } = "";

    public string Path { get; init; } = "";

    /// <summary>Of the grants listed; empty for all that change nothing, or only in part.</summary>
    public string Status { get; init; } = "";

    public int Page { get; init; } = 1;

    /// <summary>Whether there is enough to ask.</summary>
    public bool IsComplete => Principal.Trim().Length > 0 && Service.Trim().Length > 0;

    public string Address => Addresses.Of(
        "/questions",
        ("principal", Principal), ("service", Service), ("environment", Environment), ("method", Method), ("path", Path), ("status", Status),
        ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
