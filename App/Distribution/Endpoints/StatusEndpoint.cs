using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary><c>POST /v1/status</c>, or <c>/v1/status/{partition}</c>: an enforcement point says what it runs. The partition says nothing here.</summary>
internal sealed class StatusEndpoint(PostedCalls calls, EnforcementPoints points, PointPolls polls, BundleCatalog catalog)
{
    private const int MaxBody = 1 << 20;
    private const string Path = "/v1/status";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(10);

    public static bool IsAddressed(string path) =>
        path == Path || path.Length > Path.Length + 1 && path.StartsWith(Path, StringComparison.Ordinal) && path.LastIndexOf('/') == Path.Length;

    public async Task HandleAsync(HttpContext context)
    {
        if (await calls.AdmitAsync(context, TokenKind.Puller) is not { } token)
            return;
        if (await BoundedBody.ReadAsync(context, MaxBody) is { } body)
            await TakeAsync(context, token, body);
        else
            await MachineProblems.TooLargeAsync(context, MaxBody);
    }

    private async Task TakeAsync(HttpContext context, LiveToken token, ReadOnlyMemory<byte> body)
    {
        try
        {
            var report = StatusReport.Read(body);
            if (points.TryReport(token.Token, report, SliceOf(token.Token, report)))
            {
                polls.NoteReport(token.Token);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            await MachineProblems.TooManyAsync(context, "the table of enforcement points is full, or holds as many of this token as it takes", RetryAfter);
        }
        catch (FormatException e)
        {
            await MachineProblems.MalformedAsync(context, e.Message);
        }
    }

    /// <summary>Labels are their owners' to choose: one that names no slice of the token's environment says nothing of a slice.</summary>
    private string? SliceOf(AccessToken token, StatusReport report) =>
        report.Slice is { } service && catalog.Find(new BundleScope(token.Environment!, token.Target!.Value, service)) is not null ? service : null;
}
