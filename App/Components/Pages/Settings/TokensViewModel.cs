using System.Globalization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tokens;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>The tokens of pullers and automation, and the making and ending of one.</summary>
public sealed class TokensViewModel(ITokenStore tokens, TokenIssuer issuer, PolicyCompiler compiler, LivePolicy live, TimeProvider clock)
{
    /// <summary>Tokens of one page.</summary>
    public const int PageSize = 50;

    private IReadOnlyList<AccessToken> loaded = [];

    /// <summary>What is searched for; empty for everything.</summary>
    public string Search { get; private set; } = "";

    public TokenForm Form { get; set; } = new();

    public IReadOnlyList<Diagnostic> Problems { get; private set; } = [];

    /// <summary>Why the newest act was refused; null where it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The token that was just made; its text is nowhere else.</summary>
    public IssuedToken? Made { get; private set; }

    /// <summary>Which one is asked about before it ends.</summary>
    public Guid? Ending { get; set; }

    /// <summary>Whether those that ended are shown too.</summary>
    public bool ShowsEnded { get; set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public Guid? Next { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    public IReadOnlyList<AccessToken> Rows => [.. loaded.Where(t => ShowsEnded || IsLive(t))];

    public int EndedCount => loaded.Count(t => !IsLive(t));

    public IReadOnlyList<string> Environments => [.. live.Current.Policy.Environments.Keys];

    public IReadOnlyList<string> Services => [.. live.Current.Policy.Services.Keys];

    public IReadOnlyList<string> Targets => [.. compiler.Targets.Select(t => t.Name())];

    public async Task LoadAsync(Guid? after, CancellationToken cancellationToken, string? search = null)
    {
        Search = search ?? "";
        var page = ListPage.Of(await tokens.ListAsync(after, PageSize + 1, cancellationToken, search), PageSize);
        loaded = page.Rows;
        Next = page.HasMore ? loaded[^1].Id : null;
        if (Form.Expires.Length == 0)
            Form = Form with { Expires = Now.Add(TokenRequest.DefaultLifetime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        if (Form.Environment.Length == 0)
            Form = Form with { Environment = First, Scope = First };
    }

    private string First => live.Current.Policy.Environments.Keys.FirstOrDefault() ?? "";

    public bool IsLive(AccessToken token) => token.RevokedAt is null && token.ExpiresAt > Now;

    public IReadOnlyList<Diagnostic> At(string pointer) => [.. Problems.Where(p => p.Pointer == pointer)];

    public async Task CreateAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        var issued = await issuer.CreateAsync(user, Form.ToRequest(), cancellationToken);
        (Problems, Refusal, Made) = (issued.Problems, issued.Refusal, issued.Token is null ? null : issued);
        if (issued.Token is { } token)
            loaded = [.. loaded, token];
    }

    public async Task RevokeAsync(ConsoleUser user, Guid id, Guid? after, CancellationToken cancellationToken)
    {
        Refusal = (await issuer.RevokeAsync(user, id, cancellationToken)).Refusal;
        Ending = null;
        if (Made?.Token?.Id == id)
            Made = null;
        await LoadAsync(after, cancellationToken, Search);
    }

    /// <summary>What is searched for where somebody pastes a whole token, say one that was found where it should not be: its begin, so that no address and no log has the rest.</summary>
    public static string SearchOf(string text) => string.Join(' ', text.Split(' ').Select(word => TokenText.IsWellFormed(word) ? TokenText.Shown(word) : word));

    /// <summary>The command in which the new token is used, without it.</summary>
    public static string UseOf(AccessToken token) => token.Kind switch
    {
        TokenKind.Puller => PullOf(token),
        TokenKind.Decide => $"curl {(token.SpiffeId is null ? "-H \"Authorization: Bearer $ACCESS_TOKEN\"" : "--cert svid.pem --key svid.key")} $ACCESS_SERVER/v1/decide -d '{{\"environment\":\"{token.Environment}\",\"service\":\"{token.Service ?? "…"}\",\"method\":\"GET\",\"path\":\"/\"}}'",
        TokenKind.Api => "accessctl plan policy.yaml",
    };

    /// <summary>What it opens.</summary>
    public static string ReachOf(AccessToken token) => token.Kind switch
    {
        TokenKind.Puller => $"{token.Target?.Name()} bundles of {token.Environment}{(token.Service is null ? "" : $", service {token.Service}")}",
        TokenKind.Decide => $"decisions about {token.Environment}{(token.Service is null ? "" : $", service {token.Service}")}",
        TokenKind.Api => $"{token.Role?.ToString().ToLowerInvariant()} in {(token.Environments.Count == 0 ? "every environment" : string.Join(", ", token.Environments))}{(token.ServiceLabels.Count == 0 ? "" : $", for services with {string.Join(" and ", token.ServiceLabels)}")}",
    };

    /// <summary>What stops when it ends.</summary>
    public static string LossOf(AccessToken token) => token.Kind switch
    {
        TokenKind.Puller => $"engines that pull {token.Target?.Name()} bundles of {token.Environment} with it get no more changes, and keep what they have",
        TokenKind.Decide => $"whoever asks for decisions about {token.Environment} with it is refused from now on, and so are its callers",
        TokenKind.Api => "automation that uses it is refused from now on",
    };

    private static string PullOf(AccessToken token) => token.SpiffeId is not null
        ? $"curl --cert svid.pem --key svid.key $ACCESS_SERVER/v1/bundles/{token.Environment}/{token.Target?.Name()}{(token.Service is null ? "" : $"/{token.Service}")}"
        : token.Target is Target.Nginx
        ? $"accessctl pull nginx --environment {token.Environment}{(token.Service is null ? "" : $" --service {token.Service}")} --directory /var/lib/access --trust root.pem.pub"
        : $"curl -H \"Authorization: Bearer $ACCESS_TOKEN\" $ACCESS_SERVER/v1/bundles/{token.Environment}/{token.Target?.Name()}{(token.Service is null ? "" : $"/{token.Service}")}";
}
