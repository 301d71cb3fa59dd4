using System.Net;
using System.Text.Json;
using AccessConsole.Outbound;

namespace AccessConsole.Buildkite;

/// <summary>The requests of one listing: paced, counted, and each answer read as JSON.</summary>
internal sealed class BuildkiteRequests(OutboundClient outbound, BuildkiteAccess access, TimeProvider clock)
{
    public const string Scopes = "read_organizations, read_pipelines and read_clusters";

    private const int MaxRequests = 500;
    private const int MaxRefusals = 5;
    private const int MaxBytes = 16 << 20;
    private const int MaxMessage = 300;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private int requests;
    private int refusals;
    private TimeSpan? wait;

    /// <summary>Every element of a paged list.</summary>
    /// <exception cref="BuildkiteException">An answer is not the list, or there are too many elements.</exception>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, int max, CancellationToken cancellationToken)
    {
        var all = new List<JsonElement>();
        for (Uri? page = new(access.Address, path + "?per_page=100"); page is not null;)
        {
            var answer = await GetAsync(page, cancellationToken);
            var json = Read(page, answer);
            if (json.ValueKind != JsonValueKind.Array)
                throw new BuildkiteException($"{Shown(page)} did not answer a list");
            all.AddRange(json.EnumerateArray());
            if (all.Count > max)
                throw new BuildkiteException($"{Shown(page)} lists more than {max}, which is more than is read");
            page = NextPage.Of(page, answer.Headers.TryGetValues("Link", out var links) ? links : []);
        }

        return all;
    }

    public async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var address = new Uri(access.Address, path);
        return Read(address, await GetAsync(address, cancellationToken));
    }

    /// <exception cref="BuildkiteException">It answered another status than 200, or not at all.</exception>
    private async Task<OutboundAnswer> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (wait is { } delay)
                await Task.Delay(delay, clock, cancellationToken);
            if (++requests > MaxRequests)
                throw new BuildkiteException($"the listing takes more than {MaxRequests} requests, which is more than are made");
            var answer = await AskAsync(address, cancellationToken);
            wait = RatePace.After(answer);
            if (answer.Status == HttpStatusCode.OK)
                return answer;
            if (answer.Status != HttpStatusCode.TooManyRequests || ++refusals > MaxRefusals)
                throw new BuildkiteException($"{Shown(address)} answered {(int)answer.Status}{Said(answer)}{Advice(answer.Status)}", (int)answer.Status);
        }
    }

    private async Task<OutboundAnswer> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await outbound.AskAsync(new OutboundQuestion(address, access.Token, MaxBytes, Timeout), cancellationToken);
        }
        catch (OutboundException e)
        {
            throw new BuildkiteException(access.Redact(e.Message));
        }
    }

    private JsonElement Read(Uri address, OutboundAnswer answer)
    {
        try
        {
            return JsonElement.Parse(answer.Body.Span);
        }
        catch (JsonException)
        {
            throw new BuildkiteException($"{Shown(address)} answered what is no JSON: is this the address of Buildkite's REST API?");
        }
    }

    /// <summary>What Buildkite says of the refusal itself, and nothing else of a body.</summary>
    private string Said(OutboundAnswer answer)
    {
        try
        {
            var json = JsonElement.Parse(answer.Body.Span);
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("message", out var member) || member.ValueKind != JsonValueKind.String)
                return "";
            var message = string.Concat(access.Redact(member.GetString()!).Where(c => !char.IsControl(c) && c != '`'));
            return message.Length == 0 ? "" : $", `{(message.Length > MaxMessage ? message[..MaxMessage] + "…" : message)}`";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ": the token is not valid, or no longer; make another one at Buildkite",
        HttpStatusCode.Forbidden => $": the token may not read this; it needs the scopes {Scopes} for this organization",
        HttpStatusCode.NotFound => ": there is nothing here that the token sees; look at the organization's slug and the token's organization",
        HttpStatusCode.TooManyRequests => ": the rate limit is used up by others; the next listing tries again",
        HttpStatusCode.Moved or HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect =>
            ": redirects are not followed; the organization may have another slug by now",
        _ => "",
    };

    private string Shown(Uri address) => $"`{access.Redact(address.GetLeftPart(UriPartial.Path))}`";
}
