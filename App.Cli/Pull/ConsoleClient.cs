using System.Globalization;
using System.Net;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Pull;

/// <summary>The console's machine API, as a puller uses it.</summary>
/// <param name="name">By which the puller's reports name it, so that the console knows whose a poll is.</param>
internal sealed class ConsoleClient(HttpClient http, string name, PullTimes times)
{
    private const int MaxSmallAnswer = 1 << 20;

    /// <summary>Asks for another bundle than the one with this ETag.</summary>
    /// <param name="wait">For how long the console may hold the question.</param>
    /// <exception cref="PullException">The console is away, refuses, or answers something else.</exception>
    public Task<PollAnswer> PollAsync(BundleScope scope, string? etag, TimeSpan wait, CancellationToken cancellationToken) => AskAsync(wait, async token =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(scope));
        // A header holds no other characters; without it the console goes by the token.
        if (!name.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            request.Headers.TryAddWithoutValidation("Access-Enforcement-Point", name);
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        if (wait > TimeSpan.Zero)
            request.Headers.TryAddWithoutValidation("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={wait.TotalSeconds:0}"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        var freshness = response.Headers.TryGetValues("Access-Freshness", out var values) ? values.Single() : null;
        if (response.StatusCode == HttpStatusCode.NotModified && etag is not null)
            return new PollAnswer(null, freshness);
        return response.StatusCode == HttpStatusCode.OK
            ? new PollAnswer(await ReadAsync(response, BundleArchive.MaxSize, token), freshness)
            : throw Unexpected(response, $"the bundle of `{scope}`");
    }, cancellationToken);

    /// <summary>The key list, unverified.</summary>
    /// <inheritdoc cref="PollAsync"/>
    public Task<byte[]> GetKeysAsync(CancellationToken cancellationToken) => AskAsync(TimeSpan.Zero, async token =>
    {
        using var response = await http.GetAsync(new Uri("v1/keys", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, token);
        return response.StatusCode == HttpStatusCode.OK ? await ReadAsync(response, MaxSmallAnswer, token) : throw Unexpected(response, "the key list");
    }, cancellationToken);

    /// <inheritdoc cref="PollAsync"/>
    public Task ReportAsync(byte[] status, CancellationToken cancellationToken) => AskAsync(TimeSpan.Zero, async token =>
    {
        using var content = new ByteArrayContent(status) { Headers = { ContentType = new("application/json") } };
        using var response = await http.PostAsync(new Uri("v1/status", UriKind.Relative), content, token);
        return response.IsSuccessStatusCode ? true : throw Unexpected(response, "the report");
    }, cancellationToken);

    /// <summary>Hands decisions over.</summary>
    /// <param name="lost">How many could not be sent before these.</param>
    /// <returns>Null once the console has them; else how long it asks to wait.</returns>
    /// <inheritdoc cref="PollAsync"/>
    public Task<TimeSpan?> SendDecisionsAsync(byte[] batch, long lost, CancellationToken cancellationToken) => AskAsync(TimeSpan.Zero, async token =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/logs", UriKind.Relative))
        {
            Content = new ByteArrayContent(batch) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } },
        };
        if (lost > 0)
            request.Headers.TryAddWithoutValidation("Access-Lost-Decisions", lost.ToString(CultureInfo.InvariantCulture));
        using var response = await http.SendAsync(request, token);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            return response.Headers.RetryAfter?.Delta ?? times.Pause;
        return response.IsSuccessStatusCode ? (TimeSpan?)null : throw Unexpected(response, "the decisions");
    }, cancellationToken);

    private async Task<T> AskAsync<T>(TimeSpan wait, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(wait + times.Answer);
        try
        {
            return await ask(bounded.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PullException("unreachable", $"the console did not answer within {(wait + times.Answer).TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PullException("unreachable", $"the console cannot be reached: {e.Message}");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > limit)
                throw new PullException("too_large", $"the console answered with more than {limit} bytes");
        }

        return content.ToArray();
    }

    private static PullException Unexpected(HttpResponseMessage response, string what) =>
        new("http", $"the console answered {(int)response.StatusCode} to {what}{Remedy(response.StatusCode)}", (int)response.StatusCode);

    private static string Remedy(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ": ACCESS_TOKEN is missing, revoked or expired",
        HttpStatusCode.Forbidden => ": the token is for another environment, target or service",
        HttpStatusCode.NotFound => ": nothing is published there",
        _ => "",
    };

    private static Uri PathOf(BundleScope scope)
    {
        var service = scope.Service is null ? "" : "/" + Uri.EscapeDataString(scope.Service);
        return new Uri($"v1/bundles/{Uri.EscapeDataString(scope.Environment)}/{scope.Target.Name()}{service}", UriKind.Relative);
    }
}

/// <param name="Archive">The new bundle; null when the one asked about is still the newest.</param>
/// <param name="Freshness">The header of that name; null where it is missing.</param>
internal sealed record PollAnswer(byte[]? Archive, string? Freshness);
