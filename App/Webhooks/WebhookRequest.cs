using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Webhooks;

namespace AccessConsole.Webhooks;

/// <summary>A webhook as it is asked for.</summary>
public sealed record WebhookRequest
{
    internal const string Code = "webhook";
    private const int MaxAddress = 1_000;

    /// <summary>Where messages are posted to.</summary>
    public string? Address { get; init; }

    /// <summary>Types of what it is told.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    internal string Target => Address!.Trim();

    /// <summary>Everything that is wrong with it.</summary>
    internal IReadOnlyList<Diagnostic> Problems(bool isDevelopment) => [.. AddressProblems(isDevelopment), .. EventProblems(Events)];

    internal static IEnumerable<Diagnostic> EventProblems(IReadOnlyList<string>? events)
    {
        if (events is not { Count: > 0 })
            yield return Problem("/events", $"`events` is empty: choose of {Offered}");
        foreach (var (index, type) in (events ?? []).Index().Where(e => !WebhookEvents.IsOffered(e.Item)))
            yield return Problem($"/events/{index}", $"`{type}` is nothing that a webhook is told: choose of {Offered}");
    }

    private static string Offered => string.Join(", ", WebhookEvents.All.Select(e => $"`{e.Type}`"));

    private IEnumerable<Diagnostic> AddressProblems(bool isDevelopment)
    {
        if (string.IsNullOrWhiteSpace(Address))
            yield return Problem("/address", "`address` is missing: give the https address that takes messages");
        else if (CommentText.LineProblem(Target, "address", int.MaxValue) is { } refused)
            yield return Problem("/address", refused);
        else if (Target.Length > MaxAddress || !IsAddress(Target, isDevelopment))
            yield return Problem("/address", "`address` is no https address without user and fragment, such as https://hooks.acme.example/access");
    }

    private static bool IsAddress(string address, bool isDevelopment) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (isDevelopment && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static Diagnostic Problem(string pointer, string message) => new(Code, Severity.Error, message, pointer);
}
