using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>Writes how tokens of one issuer are verified and whom their claims name.</summary>
internal sealed class IssuerData
{
    private readonly Utf8JsonWriter json;
    private readonly OidcSettings settings;
    private readonly IReadOnlyList<Principal> principals;

    private IssuerData(Utf8JsonWriter json, OidcSettings settings, IReadOnlyList<Principal> principals) =>
        (this.json, this.settings, this.principals) = (json, settings, principals);

    /// <param name="principals">Those of this provider that the bundle knows.</param>
    public static void Write(
        Utf8JsonWriter json, CompilationInput input, IdentityProvider provider, string environment, IEnumerable<Principal> principals)
    {
        var settings = provider.Oidc!;
        var data = new IssuerData(json, settings, [.. principals]);
        json.WriteStartObject(settings.Issuer);
        json.WriteString("header", settings.TokenHeader.ToLowerInvariant());
        data.WriteAudience(environment);
        json.WriteNumber("maxLifetime", settings.MaxTokenLifetime.TotalSeconds);
        json.WriteBoolean("namesPipelines", input.Policy.Principals.NamesPipelines(provider.Name));
        data.WriteKeys([.. VerificationKey.Of(settings, input.KeysOf(provider)).OrderBy(k => k.KeyId, StringComparer.Ordinal)]);
        data.WritePipelines();
        data.WriteWorkloads();
        json.WriteEndObject();
    }

    private void WriteAudience(string environment)
    {
        json.WriteString("audience", settings.AudienceScope == AudienceScope.Provider ? settings.Audience : $"{settings.Audience}/{environment}");
        json.WriteBoolean("isAudienceOfService", settings.AudienceScope == AudienceScope.Service);
    }

    private void WriteKeys(IReadOnlyList<VerificationKey> keys)
    {
        json.WriteStartObject("keys");
        foreach (var key in keys)
        {
            json.WriteStartObject(key.KeyId);
            json.WriteString("algorithm", key.Algorithm.ToString());
            json.WriteBase64String("spki", PublicKeyOf(key).Span);
            json.WriteString("thumbprint", Thumbprint(key));
            WebCryptoParameters.Write(json, key.Algorithm);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("thumbprints");
        foreach (var key in keys)
            json.WriteBoolean(Thumbprint(key), true);
        json.WriteEndObject();
    }

    /// <summary>Names a key with its id and what it may verify, so that a signature once found good under it counts under no other, nor under another name.</summary>
    private static string Thumbprint(VerificationKey key) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{key.Algorithm}:{key.KeyId.Length}:{key.KeyId}:"), .. PublicKeyOf(key).Span]));

    /// <summary>A key that is none verifies nothing: one bad entry in an issuer's set is not to keep a policy from being published.</summary>
    private static ReadOnlyMemory<byte> PublicKeyOf(VerificationKey key)
    {
        try
        {
            return key.ToSubjectPublicKeyInfo();
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
    }

    private void WritePipelines()
    {
        var byUuid = settings.IdentifyBy == IdentifyBy.Uuid;
        json.WriteString("organizationClaim", byUuid ? ClaimNames.OrganizationId : ClaimNames.OrganizationSlug);
        json.WriteString("pipelineClaim", byUuid ? ClaimNames.PipelineId : ClaimNames.PipelineSlug);
        json.WriteStartObject("pipelines");
        var identified = principals.Where(p => p.Pipeline is not null).Select(p => (Key: PrincipalKey.Of(p), Names: NamesOf(p.Pipeline!, byUuid)))
            .Where(p => p.Names.Organization is not null && p.Names.Pipeline is not null);
        foreach (var organization in identified.GroupBy(p => p.Names.Organization!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(organization.Key);
            foreach (var (key, names) in organization.DistinctBy(p => p.Names.Pipeline).OrderBy(p => p.Names.Pipeline, StringComparer.Ordinal))
                json.WriteString(names.Pipeline!, key);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static (string? Organization, string? Pipeline) NamesOf(Pipeline pipeline, bool byUuid) =>
        byUuid ? (pipeline.Organization.Id?.ToString(), pipeline.Id?.ToString()) : (pipeline.Organization.Slug, pipeline.Slug);

    /// <summary>Workloads grouped by the claims that name them, so that a token is looked up once for each group and not compared with each.</summary>
    private void WriteWorkloads()
    {
        json.WriteStartArray("workloads");
        var groups = principals.Where(p => p.Workload is not null).GroupBy(p => Joined(p.Workload!.Claims.Keys), StringComparer.Ordinal);
        foreach (var group in groups.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            WriteTexts("claims", group.First().Workload!.Claims.Keys);
            json.WriteStartObject("byValues");
            var byValues = group.GroupBy(p => Joined(p.Workload!.Claims.Values), StringComparer.Ordinal);
            foreach (var same in byValues.OrderBy(g => g.Key, StringComparer.Ordinal))
                WriteTexts(same.Key, same.Select(PrincipalKey.Of));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Neither names nor values in a policy hold control characters, so the parts stay apart.</summary>
    private static string Joined(IEnumerable<string> parts) => string.Join('\n', parts);

    private void WriteTexts(string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
