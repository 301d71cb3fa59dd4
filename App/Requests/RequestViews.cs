using AccessConsole.Core.Ports;

namespace AccessConsole.Requests;

/// <summary>Which requests people ask to see, as addresses and the API spell it.</summary>
public static class RequestViews
{
    public static readonly IReadOnlyList<(RequestView View, string Slug)> All =
        [(RequestView.All, "all"), (RequestView.Waiting, "waiting"), (RequestView.InForce, "in-force"), (RequestView.Ended, "ended")];

    /// <returns>All where none is named; null for what is no view.</returns>
    public static RequestView? Parse(string? slug) =>
        string.IsNullOrEmpty(slug) ? RequestView.All : All.Where(v => v.Slug == slug).Select(v => (RequestView?)v.View).FirstOrDefault();
}
