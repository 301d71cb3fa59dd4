using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AccessConsole.Tests.Buildkite;

/// <summary>Answers that Buildkite does not give, or gives when something is wrong. Each says whether it answered.</summary>
internal static class BuildkiteFaults
{
    public static async Task<bool> AnswerIfAsync(HttpContext context, bool condition, int status, string body)
    {
        if (condition)
            await FakeBuildkite.AnswerAsync(context, status, body);
        return condition;
    }

    /// <param name="fault">A status, or what is wrong with the list of pipelines.</param>
    public static async Task<bool> MisbehaveAsync(string fault, HttpContext context)
    {
        if (int.TryParse(fault, CultureInfo.InvariantCulture, out var status))
            return await AnswerIfAsync(context, true, status, "{}");
        if (!context.Request.Path.Value!.EndsWith("/pipelines", StringComparison.Ordinal))
            return false;
        var body = fault switch
        {
            "page" => "<html>sign in</html>",
            "object" => "{}",
            "malformed" => """[{"id":""",
            "nameless" => """[{"slug":"x"}]""",
            "slugless" => $$"""[{"id":"{{FakeBuildkite.IdOf(1)}}","slug":7}]""",
            "large" => $"[\"{new string('x', 17 << 20)}\"]",
            "endless" => $"[{string.Join(',', Enumerable.Repeat("{}", 9000))}]",
            _ => "[]",
        };
        var next = fault switch
        {
            "elsewhere" => "https://evil.example/v2/organizations/acme/pipelines?page=2",
            "other-path" => $"{AddressOf(context)}/v2/access-token",
            "endless" => $"{AddressOf(context)}{context.Request.Path}?page=2",
            _ => null,
        };
        if (next is not null)
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        if (fault == "cut")
            context.Response.ContentLength = 1000;
        await FakeBuildkite.AnswerAsync(context, 200, body);
        if (fault == "cut")
            context.Abort();
        return true;
    }

    private static string AddressOf(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";
}
