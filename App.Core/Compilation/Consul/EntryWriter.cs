using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>
/// Writes the config entries of one deployment in the form that Consul's HTTP API takes, providers before the intentions that ask for them.
/// Names stay the same from revision to revision, and <c>Meta</c> says whose they are and what they say.
/// </summary>
internal sealed class EntryWriter(CompilationInput input, DeploymentPolicy policy, IntentionPlan plan)
{
    /// <summary>The providers of tokens that intentions here ask for and that have keys. Consul refuses to configure a service that asks for others.</summary>
    private readonly Dictionary<string, IdentityProvider> providers = plan.Sources.SelectMany(s => s.Permissions).SelectMany(p => p.Tokens)
        .Select(t => t.Provider).Distinct(StringComparer.Ordinal).Select(name => input.Policy.Principals.FindProvider(name)!)
        .Where(p => !KeysOf(input, p).IsEmpty).ToDictionary(p => p.Name, StringComparer.Ordinal);

    public IEnumerable<JsonObject> Entries() =>
        [.. providers.Values.OrderBy(p => p.Name, StringComparer.Ordinal).Select(Provider), Intentions()];

    private JsonObject Provider(IdentityProvider provider)
    {
        var settings = provider.Oidc!;
        return Entry("jwt-provider", NameOf(provider.Name), new JsonObject
        {
            ["Issuer"] = settings.Issuer,
            ["Audiences"] = new JsonArray(settings.AudienceFor(policy.Environment.Name, policy.Service.Name)),
            ["ClockSkewSeconds"] = TokenVerifier.SkewSeconds,
            ["JSONWebKeySet"] = new JsonObject
            {
                ["Local"] = new JsonObject { ["JWKS"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(KeySetJson.Of(KeysOf(input, provider)))) },
            },
            // The provider's one header, which also keeps Consul from looking for tokens in the query.
            ["Locations"] = new JsonArray(new JsonObject { ["Header"] = Header(settings) }),
        });
    }

    private JsonObject Header(OidcSettings settings)
    {
        var isDefault = string.Equals(settings.TokenHeader, OidcSettings.DefaultTokenHeader, StringComparison.OrdinalIgnoreCase);
        var header = new JsonObject { ["Name"] = isDefault ? OidcSettings.DefaultTokenHeader : settings.TokenHeader.ToLowerInvariant() };
        if (isDefault)
            header["ValuePrefix"] = "Bearer ";
        // Taken away, a token would be missing where requests without one are told by their headers.
        header["Forward"] = plan.LooksForTokens;
        return header;
    }

    private JsonObject Intentions() =>
        Entry("service-intentions", plan.Placement.Service, new JsonObject { ["Sources"] = new JsonArray([.. plan.Sources.Select(Source)]) });

    private JsonObject Source(PlannedSource source) => source.Permissions.IsEmpty
        ? new JsonObject { ["Name"] = source.Name, ["Action"] = Action(source.IsAllowed) }
        : new JsonObject { ["Name"] = source.Name, ["Permissions"] = new JsonArray([.. source.Permissions.Select(Permission)]) };

    private JsonObject Permission(PlannedPermission permission)
    {
        var tokens = permission.Tokens.Where(t => providers.ContainsKey(t.Provider)).ToArray();
        // A token that nobody can verify is no token.
        var isAllowed = permission.IsAllowed && (permission.Tokens.IsEmpty || tokens.Length > 0);
        var json = new JsonObject { ["Action"] = Action(isAllowed), ["HTTP"] = Http(permission) };
        if (isAllowed && tokens.Length > 0)
            json["JWT"] = new JsonObject { ["Providers"] = new JsonArray([.. tokens.Select(Token)]) };
        return json;
    }

    private static JsonObject Http(PlannedPermission permission)
    {
        var http = new JsonObject();
        if (permission.Path is { } path)
            http[path.Kind] = path.Value;
        if (!permission.Methods.IsEmpty)
            http["Methods"] = new JsonArray([.. permission.Methods.Names().Select(m => JsonValue.Create(m))]);
        if (!permission.Headers.IsEmpty)
            http["Header"] = new JsonArray([.. permission.Headers.Select(Header)]);
        return http;
    }

    private static JsonObject Header(HeaderMatch match)
    {
        var header = new JsonObject { ["Name"] = match.Name };
        if (match.Regex is { } regex)
            header["Regex"] = regex;
        else
            header["Present"] = true;
        if (match.Invert)
            header["Invert"] = true;
        return header;
    }

    private JsonObject Token(TokenCase token)
    {
        var provider = new JsonObject { ["Name"] = NameOf(token.Provider) };
        if (token.Claims.Count > 0)
            provider["VerifyClaims"] = new JsonArray([.. token.Claims.Select(c => new JsonObject { ["Path"] = new JsonArray(c.Key), ["Value"] = c.Value })]);
        return provider;
    }

    /// <summary>Providers are one space for all of a Consul; names of the policy hold no dots.</summary>
    private string NameOf(string provider) => $"access.{policy.Environment.Name}.{policy.Service.Name}.{provider}";

    private JsonObject Entry(string kind, string name, JsonObject content)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToJsonString())));
        var entry = new JsonObject
        {
            ["Kind"] = kind,
            ["Name"] = name,
            ["Meta"] = new JsonObject
            {
                ["managed-by"] = "access-console",
                ["access-environment"] = policy.Environment.Name,
                ["access-service"] = policy.Service.Name,
                ["access-digest"] = "sha256:" + digest,
            },
        };
        foreach (var (member, value) in content.ToArray())
        {
            content.Remove(member);
            entry[member] = value;
        }

        return entry;
    }

    private static ImmutableArray<VerificationKey> KeysOf(CompilationInput input, IdentityProvider provider) =>
        VerificationKey.Of(provider.Oidc!, input.KeysOf(provider));

    private static string Action(bool isAllowed) => isAllowed ? "allow" : "deny";
}
