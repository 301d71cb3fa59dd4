using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Support;

/// <summary>Requests that hit what <see cref="PolicyGen"/> makes, most of them nearly right, many of them hostile.</summary>
public static class RequestGen
{
    private static readonly string[] GoodPaths =
        ["/", "/a", "/a/", "/a/b", "/a/x/b", "/a/b/c", "/ab", "/ab/c", "/a/bc", "/adminx/y", "/admin", "/admin/", "/admin/x", "/healthz", "/x", "/x/b", "/a.b", "/svc.Name/Call", "/~x/-_", "/a/%20", "/a/%C3%A9/b"];

    /// <summary>What attackers and sloppy clients send; none of it may be read in two ways.</summary>
    public static readonly string[] HostilePaths =
    [
        "/a//b", "//a", "/a/./b", "/a/../admin", "/a/..", "/.", "/..", "/a/%2e%2e/b", "/a/%2E%2E/b", "/a%2fb", "/a%2Fb", "/a%5cb", "/a%5Cb", "/a\\b",
        "/%61", "/A", "/a%3fb", "/a%3Fb", "/a%23b", "/a;v=1", "/a/..;/admin", "/a%00", "/a%0a", "/a%0Ab", "/a%0d%0a", "/a%252fb", "/ab", "/adminx", "/a/b%20c",
        "/a/%c3%a9/b", "/a/%C0%AF/b", "/a/%C3/b", "/a/%ED%A0%80/b", "/a/%C2%80/b", "/a/%7F", "/a/%7E", "/a/%2C", "/a/...", "/a/..b", "/a/b..", "/a/%F4%90%80%80",
        "/a/" + new string('x', 2045), "/a/" + new string('x', 2046), "/a/%E2%80%AE/b", "/a/%EF%BF%BD", "/a/%25", "/%2E", "/a/%", "/a/%4", "/a/%zz", "/a/b%3Bc", "/a/%5B%5D",
    ];

    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    /// <param name="now">The time the request is made at.</param>
    /// <param name="at">The one environment that is asked; null for any.</param>
    /// <param name="services">The services that are asked; null for any.</param>
    public static WireRequest Request(Dice dice, PolicyDocument policy, DateTimeOffset now, string? at = null, IReadOnlyList<string>? services = null)
    {
        var environment = at ?? dice.One(PolicyGen.EnvironmentNames);
        var service = services is null ? dice.One(PolicyGen.ServiceNames) : services[dice.Below(services.Count)];
        var method = dice.Chance(6) ? dice.One("TRACE", "FOO", "PROPFIND", "CONNECT") : dice.One(Methods);
        var path = dice.Chance(75) ? dice.One(GoodPaths) : dice.One(HostilePaths);
        return new WireRequest(environment, service, method, path, Headers(dice, policy, environment, service, now), Certificate(dice, policy), now);
    }

    /// <summary>A decoded token of one of the policy's pipelines or of somebody else, right more often than not.</summary>
    public static JsonObject Claims(Dice dice, OidcSettings settings, string environment, string service, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var index = dice.Below(PolicyGen.PipelineNames.Length);
        var claims = new JsonObject
        {
            ["iss"] = settings.Issuer,
            ["sub"] = "organization:acme:pipeline:build:ref:refs/heads/main:commit:x:step:",
            ["aud"] = settings.AudienceFor(environment, service),
            ["iat"] = seconds - 10,
            ["nbf"] = seconds - 10,
            ["exp"] = seconds + 290,
            ["organization_slug"] = "acme",
            ["pipeline_slug"] = PolicyGen.PipelineNames[index],
            ["organization_id"] = PolicyGen.OrganizationId.ToString(),
            ["pipeline_id"] = $"0187c6a2-0000-4000-8000-00000000000{index}",
            ["build_number"] = 5,
            ["build_branch"] = dice.One("main", "main", "release/1", "feature/x", "", "a"),
            ["build_tag"] = dice.Chance(20) ? dice.One("v1.0", "main", "nightly") : null,
            ["step_key"] = dice.Chance(40) ? dice.One("migrate", "deploy") : null,
            ["build_source"] = dice.One("webhook", "schedule", "ui"),
        };
        if (dice.Chance(60))
            claims["queue_key"] = dice.One("prod", "default");
        if (dice.Chance(40))
            claims["queue_id"] = dice.One(PolicyGen.QueueId.ToString(), "0191f956-62da-7515-b79b-bdecb519aa33");
        if (dice.Chance(40))
            claims["cluster_name"] = dice.One("main", "other");
        if (settings.Issuer != TokenForge.Issuer)
        {
            claims["sub"] = dice.One("report", "report", "other");
            claims["account"] = "1234";
        }

        if (dice.Chance(25))
            Distort(dice, claims);
        return claims;
    }

    private static void Distort(Dice dice, JsonObject claims)
    {
        var name = dice.One("build_branch", "build_tag", "step_key", "build_source", "queue_key", "pipeline_id", "organization_id", "organization_slug", "pipeline_slug");
        switch (dice.Below(6))
        {
            case 0: claims.Remove(name); break;
            case 1: claims[name] = null; break;
            case 2: claims[name] = 7; break;
            case 3: claims[name] = new JsonArray("main"); break;
            case 4: claims["organization_slug"] = "partner"; break;
            default: claims["organization_id"] = "01860a1c-0000-4000-8000-0000000000ff"; break;
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> Headers(
        Dice dice, PolicyDocument policy, string environment, string service, DateTimeOffset now)
    {
        if (dice.Chance(12))
            return [];
        var provider = policy.IdentityProviders[dice.Chance(80) ? 0 : 1].Oidc!;
        var token = Token(dice, provider, environment, service, now);
        var header = dice.Chance(97) ? provider.TokenHeader : "X-Other-Token";
        var value = header == OidcSettings.DefaultTokenHeader ? dice.Chance(96) ? $"Bearer {token}" : dice.One(token, $"bearer {token}", "Basic dTpw", "Bearer ", $"Bearer  {token}") : token;
        var headers = ImmutableArray.Create(KeyValuePair.Create(header, value));
        // nginx itself answers 400 to a second Authorization; other headers may come twice.
        return dice.Chance(3) && header != OidcSettings.DefaultTokenHeader ? headers.Add(KeyValuePair.Create(header, value)) : headers;
    }

    private static string Token(Dice dice, OidcSettings provider, string environment, string service, DateTimeOffset now)
    {
        var forge = TokenForge.Shared;
        var claims = Claims(dice, provider, environment, service, now);
        if (dice.Chance(70))
            return forge.Sign(claims, dice.Chance(50) ? "ES256" : "RS256");
        var seconds = now.ToUnixTimeSeconds();
        switch (dice.Below(22))
        {
            case 0: claims["exp"] = seconds - 70; claims["iat"] = seconds - 300; break;
            case 1: claims["iat"] = seconds + 90; claims["exp"] = seconds + 300; break;
            case 2: claims["nbf"] = seconds + 90; break;
            case 3: claims["exp"] = seconds + 3600; break;
            case 4: claims["aud"] = provider.Audience + "/elsewhere"; break;
            case 5: claims["aud"] = new JsonArray(provider.AudienceFor(environment, service)); break;
            case 6: claims["aud"] = provider.AudienceFor(environment, dice.One(PolicyGen.ServiceNames)); break;
            case 7: claims["iss"] = "https://evil.example"; break;
            case 8: claims["exp"] = "tomorrow"; break;
            case 9: claims["iat"] = seconds - 10.5; break;
            case 10: claims.Remove("iat"); break;
            case 11: claims["exp"] = seconds - 30; break;
            case 12: return forge.SignWithForeignKey(claims);
            case 13: return forge.SignWithUnknownKeyId(claims);
            case 14: return forge.Unsigned(claims);
            case 15: return forge.KeyConfused(claims);
            case 16: return forge.AlgorithmSwapped(claims);
            case 17: return forge.SignEcAsDer(claims);
            case 18: return forge.WithEmbeddedKey(claims);
            case 19: return TokenForge.Tampered(forge.Sign(claims));
            case 20: return dice.One(forge.WithCriticalExtension(claims), forge.WithoutKeyId(claims));
            default: return Mangled(dice, forge.Sign(claims));
        }

        return forge.Sign(claims);
    }

    private static string Mangled(Dice dice, string token) => dice.Below(7) switch
    {
        0 => token + "=",
        1 => token[..^4],
        2 => token.Replace('.', ','),
        3 => token + ".x",
        4 => "x." + token,
        5 => "",
        _ => token[..^1] + "*",
    };

    private static ClientCertificate Certificate(Dice dice, PolicyDocument policy)
    {
        if (dice.Chance(60))
            return ClientCertificate.None;
        if (dice.Chance(20))
            return new ClientCertificate(dice.One(ClientCertificateKind.WithoutUri, ClientCertificateKind.TwoUris, ClientCertificateKind.ForeignTrustDomain, ClientCertificateKind.UntrustedIssuer));
        var known = policy.Pipelines.Select(p => p.SpiffeId?.Text).Concat(policy.Workloads.Select(w => w.SpiffeId?.Text)).OfType<string>()
            .Append($"spiffe://{PolicyGen.TrustDomain}/ns/nobody").Append($"spiffe://{PolicyGen.TrustDomain}/ci/nobody").ToArray();
        return new ClientCertificate(ClientCertificateKind.Valid, known[dice.Below(known.Length)]);
    }
}
