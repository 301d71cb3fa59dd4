using System.Globalization;
using AccessConsole.Cli.Commands;

namespace AccessConsole.Cli.Client;

/// <summary>The console's management API.</summary>
internal sealed class ConsoleApi : IDisposable
{
    private const int MaxAnswer = 256 << 20;

    private readonly HttpClient http;
    private readonly TimeSpan patience;

    private ConsoleApi(HttpClient http, TimeSpan patience) => (this.http, this.patience) = (http, patience);

    /// <exception cref="FormatException">ACCESS_SERVER or ACCESS_TOKEN is not what it should be.</exception>
    public static ConsoleApi Connect(Surroundings around)
    {
        var token = around.Variable("ACCESS_TOKEN");
        // The token itself is never shown, not even a wrong one.
        if (token?.Trim().Any(c => c is <= ' ' or > '~') == true)
            throw new FormatException("ACCESS_TOKEN holds characters that no token has: copy it again");
        var settings = ServerSettings.Parse(around.Variable("ACCESS_SERVER"), token);
        if (settings.Server.Scheme != Uri.UriSchemeHttps && !settings.Server.IsLoopback)
            throw new FormatException($"ACCESS_SERVER is `{settings.Server.GetLeftPart(UriPartial.Authority)}`: use https, or a token could be read on its way");
        return new ConsoleApi(settings.CreateClient(), around.Patience);
    }

    /// <exception cref="ConsoleException">The console is away, too slow, or refuses.</exception>
    public async Task<ConsoleAnswer> SendAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(patience);
        try
        {
            using var message = request.ToMessage();
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, bounded.Token);
            var body = await ReadAsync(response.Content, bounded.Token);
            return response.IsSuccessStatusCode
                ? new ConsoleAnswer(request, body, response.Headers.Contains("Link"))
                : throw Refusals.Read(request, response.StatusCode, body);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooSlow();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreachable(e);
        }
    }

    /// <summary>Asks for an answer that may be of any length, and reads it line by line as it comes.</summary>
    /// <exception cref="ConsoleException">The console is away, too slow, or refuses.</exception>
    public async Task<T> ReadLinesAsync<T>(
        ConsoleRequest request, Func<IAsyncEnumerable<ReadOnlyMemory<byte>>, Task<T>> read, CancellationToken cancellationToken)
    {
        using var untilAnswered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        untilAnswered.CancelAfter(patience);
        try
        {
            using var message = request.ToMessage();
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, untilAnswered.Token);
            if (!response.IsSuccessStatusCode)
                throw Refusals.Read(request, response.StatusCode, await ReadAsync(response.Content, untilAnswered.Token));
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await read(stream.ReadLinesAsync(patience, cancellationToken));
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw TooSlow();
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw Unreachable(e);
        }
    }

    public void Dispose() => http.Dispose();

    private ConsoleException TooSlow() => Unreachable(string.Create(CultureInfo.InvariantCulture, $"did not answer within {patience.TotalSeconds:0.#} s"));

    private ConsoleException Unreachable(Exception e) =>
        Unreachable($"cannot be reached ({e.GetBaseException().Message.ReplaceLineEndings(" ")}): is it running, and is ACCESS_SERVER its address?");

    private ConsoleException Unreachable(string why) => new("unreachable", $"the console at `{http.BaseAddress!.GetLeftPart(UriPartial.Authority)}` {why}");

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        return await stream.ReadUpToAsync(MaxAnswer, cancellationToken)
            ?? throw new ConsoleException("unexpected_answer", $"the console answered with more than {MaxAnswer >> 20} MB");
    }
}
