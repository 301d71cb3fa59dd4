using System.Net;
using System.Text.RegularExpressions;
using AccessConsole.Tests.SignIn;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Signer;

/// <summary>A person's browser without pages: it posts the form of a review, goes to the identity provider, is somebody there, and comes back.</summary>
internal sealed partial class ApprovingPerson(ConsoleHost console, LoopbackProvider provider, string person) : IDisposable
{
    private const int MaxSteps = 10;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Dictionary<(string Host, string Name), string> cookies = [];

    /// <summary>Approves by signing in.</summary>
    /// <returns>Where the person ended, a path of the console.</returns>
    public async Task<string> ApproveAsync(string draft, string digest)
    {
        using var form = new HttpRequestMessage(HttpMethod.Post, new Uri(console.Address, "/signin/approve"));
        form.Content = new FormUrlEncodedContent([new("draft", draft), new("digest", digest), new("comment", "as agreed"), Antiforgery()]);
        var next = await StepAsync(form);
        for (var step = 0; step < MaxSteps && !(next.Authority == console.Address.Authority && next.AbsolutePath.StartsWith("/drafts/", StringComparison.Ordinal)); step++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next.AbsolutePath.EndsWith("/authorize", StringComparison.Ordinal) ? new Uri($"{next}&person={person}") : next);
            next = await StepAsync(request);
        }

        return next.PathAndQuery;
    }

    public void Dispose() => client.Dispose();

    private KeyValuePair<string, string> Antiforgery()
    {
        using var scope = console.Get<IServiceScopeFactory>().CreateScope();
        var page = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var tokens = console.Get<IAntiforgery>().GetAndStoreTokens(page);
        Keep(console.Address, page.Response.Headers.SetCookie);
        return new(tokens.FormFieldName, tokens.RequestToken!);
    }

    private async Task<Uri> StepAsync(HttpRequestMessage request)
    {
        var own = cookies.Where(cookie => cookie.Key.Host == request.RequestUri!.Authority).Select(cookie => $"{cookie.Key.Name}={cookie.Value}");
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", own));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{request.RequestUri} of {provider.Address} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        Keep(request.RequestUri!, answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : []);
        return new Uri(request.RequestUri!, answer.Headers.Location!);
    }

    private void Keep(Uri at, IEnumerable<string?> set)
    {
        foreach (var match in set.Select(cookie => Cookie().Match(cookie!)))
            cookies[(at.Authority, match.Groups[1].Value)] = match.Groups[2].Value;
    }

    [GeneratedRegex("^([^=]+)=([^;]*)")]
    private static partial Regex Cookie();
}
