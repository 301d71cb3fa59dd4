using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>Writes <c>policy.json</c>: what is common to the environment, and the deployments' own data as they were compiled.</summary>
internal sealed class PolicyData
{
    private readonly CompilationInput input;
    private readonly Utf8JsonWriter json;

    private PolicyData(CompilationInput input, Utf8JsonWriter json) => (this.input, this.json) = (input, json);

    /// <summary>Those that issue tokens.</summary>
    private IEnumerable<IdentityProvider> Providers => input.Policy.Providers.Values.Where(p => p.Oidc is not null);

    public static ReadOnlyMemory<byte> Of(CompilationInput input, BundleScope scope, IReadOnlyList<NginxDeployment> deployments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            new PolicyData(input, json).Write(scope, deployments);
        return buffer.WrittenMemory;
    }

    private void Write(BundleScope scope, IReadOnlyList<NginxDeployment> deployments)
    {
        var principals = BundlePrincipals.Of(input.Policy.Principals, scope, deployments);
        json.WriteStartObject();
        // For the puller: what becomes of the bundle once nobody vouches that it is the newest.
        json.WriteString("onStale", input.Policy.Environments.GetValueOrDefault(scope.Environment)?.OnStale == Model.OnStale.Deny ? "deny" : "keep");
        WriteNames("removedHeaders", HeaderRules.Known);
        WriteTokenHeaders();
        json.WriteStartArray("loggedClaims");
        foreach (var claim in LoggedClaims.Names)
            json.WriteStringValue(claim);
        json.WriteEndArray();
        json.WriteStartObject("issuers");
        if (deployments.Count > 0)
            WriteIssuers(scope.Environment, principals);
        json.WriteEndObject();
        json.WriteStartObject("heads");
        if (deployments.Count > 0)
            TokenHeads.Write(json, Providers.SelectMany(p => VerificationKey.Of(p.Oidc!, input.KeysOf(p))));
        json.WriteEndObject();
        WriteTrustDomains();
        WriteSpiffeIds(principals);
        WritePrincipalSets(deployments);
        json.WriteStartObject("services");
        foreach (var deployment in deployments)
        {
            json.WritePropertyName(deployment.Deployment.Service.Name);
            json.WriteRawValue(deployment.Data.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteTokenHeaders()
    {
        json.WriteStartArray("tokenHeaders");
        foreach (var header in TokenHeaders.Of(input.Policy.Principals))
        {
            json.WriteStartObject();
            json.WriteString("name", header);
            json.WriteString("foreign", ForeignVariable.Of(header));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteIssuers(string environment, ImmutableArray<Principal> principals)
    {
        var ofProvider = principals.ToLookup(p => p.Pipeline?.Provider ?? p.Workload?.Provider, StringComparer.Ordinal);
        foreach (var provider in Providers)
            IssuerData.Write(json, input, provider, environment, ofProvider[provider.Name]);
    }

    private void WriteTrustDomains()
    {
        if (ClientAuthorities.AreSeveral(input.Policy.Principals))
            json.WriteBoolean("provesAuthorities", true);
        json.WriteStartObject("trustDomains");
        foreach (var spiffe in input.Policy.Providers.Values.Select(p => p.Spiffe).OfType<SpiffeSettings>())
        {
            json.WriteStartObject(spiffe.TrustDomain);
            json.WriteBoolean("hasBundle", spiffe.TrustBundle is not null);
            json.WriteStartArray("ciPaths");
            foreach (var path in spiffe.CiPaths)
                json.WriteStringValue(path);
            json.WriteEndArray();
            if (ClientAuthorities.AreSeveral(input.Policy.Principals))
                ClientAuthorities.Write(json, spiffe);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Those alone that a certificate can prove, so that whoever is found here needs no further look at the trust domain.</summary>
    private void WriteSpiffeIds(ImmutableArray<Principal> principals)
    {
        json.WriteStartObject("spiffeIds");
        var proven = input.Policy.Providers.Values.Select(p => p.Spiffe).OfType<SpiffeSettings>().Where(s => s.TrustBundle is not null)
            .Select(s => s.TrustDomain).ToHashSet(StringComparer.Ordinal);
        var owners = principals.Where(p => p.SpiffeId is { } id && proven.Contains(id.TrustDomain)).GroupBy(p => p.SpiffeId!.Value.Text, StringComparer.Ordinal);
        foreach (var group in owners.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(group.Key);
            foreach (var principal in group)
                json.WriteStringValue(PrincipalKey.Of(principal));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WritePrincipalSets(IReadOnlyList<NginxDeployment> deployments)
    {
        var sets = new SortedDictionary<string, PrincipalSet>(StringComparer.Ordinal);
        foreach (var rule in deployments.SelectMany(d => d.Deployment.BroadRules))
            sets.TryAdd(PrincipalKey.Of(rule.Principals), rule.Principals);
        json.WriteStartObject("principalSets");
        foreach (var (key, set) in sets)
            WriteNames(key, set.Members.Select(PrincipalKey.Of));
        json.WriteEndObject();
    }

    /// <summary>A set, as JavaScript looks into it: an object with a member for each name.</summary>
    private void WriteNames(string name, IEnumerable<string> names)
    {
        json.WriteStartObject(name);
        foreach (var entry in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            json.WriteBoolean(entry, true);
        json.WriteEndObject();
    }
}
