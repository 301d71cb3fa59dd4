using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.IssuerKeys;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Signing;
using Microsoft.Extensions.Options;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>How this console is set up: what the host's configuration says of sign-in and signing, and what it fetches.</summary>
public sealed class SettingsViewModel(
    IOptionsMonitor<SignInOptions> signIn, SignInProvider provider, SigningKeyRing keys, IIssuerKeyStore issuerKeys, IssuerKeyRefresher refresher, LivePolicy live, DegradedParts degraded)
{
    /// <summary>Where people sign in.</summary>
    public string Provider => provider.Name;

    public TimeSpan SessionLifetime => signIn.CurrentValue.SessionLifetime;

    /// <summary>Groups and app roles of the provider, with the role each gives.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Roles => [.. signIn.CurrentValue.Roles.OrderBy(r => r.Key, StringComparer.Ordinal)];

    /// <summary>Ids of the keys that bundles are signed with, the default first.</summary>
    /// <summary>Each key with whose it is: of every environment, or of one that has its own.</summary>
    public IEnumerable<(string Whose, string KeyId)> SigningKeys =>
        keys.General.Select((key, i) => (i == 0 ? "Default" : "Also live", key.KeyId))
            .Concat(keys.Environments.SelectMany(environment => keys.For(environment).Select((key, i) => (i == 0 ? environment : $"Also live in {environment}", key.KeyId))));

    public DateTimeOffset KeyListExpires => keys.KeyList.Expires;

    /// <summary>What of this replica does not work although it serves.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Degraded => degraded.List();

    public IReadOnlyList<IssuerKeyRow> IssuerKeys { get; private set; } = [];

    /// <summary>Why the last act was not done; null where it was.</summary>
    public string? Refusal { get; private set; }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var accepted = (await issuerKeys.LoadAcceptedAsync(cancellationToken)).ToDictionary(s => s.Provider, StringComparer.Ordinal);
        var held = (await issuerKeys.LoadHeldAsync(cancellationToken)).ToDictionary(s => s.Provider, StringComparer.Ordinal);
        IssuerKeys =
        [
            .. live.Current.Policy.Providers.Values.Where(p => p.Oidc is not null).Select(p => new IssuerKeyRow(
                p.Name, p.Oidc!.Issuer, Of(accepted, p.Name, p.Oidc.Issuer), Of(held, p.Name, p.Oidc.Issuer), refresher.Failures.GetValueOrDefault(p.Name), p.Oidc.Jwks is not null)),
        ];
    }

    /// <summary>Why this person may not take held keys into force; null where they may.</summary>
    public static string? AcceptObjection(ConsoleUser user) =>
        user.HasEverywhere(ConsoleRole.Admin) ? null : "accepting an issuer's keys takes effect everywhere: it needs the admin role everywhere";

    public async Task AcceptAsync(ConsoleUser user, string issuer, CancellationToken cancellationToken)
    {
        Refusal = AcceptObjection(user);
        if (Refusal is null && !await refresher.AcceptHeldAsync(user, issuer, cancellationToken))
            Refusal = $"nothing is held for `{issuer}` any more: look at what is in force now";
        await LoadAsync(cancellationToken);
    }

    /// <summary>Keys fetched from another issuer vouch for nobody here.</summary>
    private static IssuerKeySet? Of(Dictionary<string, IssuerKeySet> sets, string name, string issuer) => sets.GetValueOrDefault(name) is { } set && set.Issuer == issuer ? set : null;
}
