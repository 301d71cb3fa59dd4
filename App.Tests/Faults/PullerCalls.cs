using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary>What an engine asks.</summary>
internal static class PullerCalls
{
    public const string Staging = "/v1/bundles/staging/opa";

    /// <summary>A token's id and text.</summary>
    public static async Task<(string Id, string Text)> MakePullerTokenAsync(this HttpClient admin, string environment = "staging")
    {
        var made = await admin.CallAsync("POST", "/api/v1/tokens", $$"""{"kind":"puller","environment":"{{environment}}","target":"opa"}""").JsonAsync();
        return (made.Text("id"), made.Text("token"));
    }

    public static Task<HttpResponseMessage> PullAsync(this HttpClient puller, string? etag = null, int wait = 0, string path = Staging)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        if (wait > 0)
            request.Headers.TryAddWithoutValidation("Prefer", $"wait={wait}");
        return puller.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static int Revision(this HttpResponseMessage bundle) =>
        int.Parse(bundle.Headers.GetValues("Access-Revision").Single(), System.Globalization.CultureInfo.InvariantCulture);
}
