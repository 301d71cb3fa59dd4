using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>Writes the indexes by which principals are found: by name, by their tokens' claims, by SPIFFE ID.</summary>
internal sealed class DirectoryWriter(OpaJson json, PrincipalDirectory directory, IReadOnlyList<Principal> principals)
{
    /// <summary>What requests by name stand for.</summary>
    public void WriteNames()
    {
        var byKind = principals.ToLookup(p => p.Pipeline is not null);
        json.Name("names").BeginObject().Name("pipeline");
        WriteNames(byKind[true]);
        json.Name("workload");
        WriteNames(byKind[false]);
        json.EndObject();
    }

    /// <summary>Provider → organization → pipeline, by the claims that the provider is identified by.</summary>
    public void WritePipelines()
    {
        var byProvider = principals.Where(p => p.Pipeline is not null).GroupBy(p => p.Pipeline!.Provider)
            .Select(g => KeyValuePair.Create(g.Key, Identities(g).ToArray()));
        json.Name("pipelines").Map(byProvider, identities => json.Map(
            identities.GroupBy(i => i.Organization).Select(g => KeyValuePair.Create(g.Key, g.DistinctBy(i => i.Pipeline).ToArray())),
            ofOne => json.Map(ofOne.Select(i => KeyValuePair.Create(i.Pipeline, i.Key)), key => json.Text(key))));
    }

    /// <summary>Provider → the claim they are found by → its value → the workloads to compare in full.</summary>
    public void WriteWorkloads()
    {
        var byProvider = principals.Where(p => p.Workload is { Provider: not null, Claims.Count: > 0 }).GroupBy(p => p.Workload!.Provider!)
            .Select(g => KeyValuePair.Create(g.Key, g.ToArray()));
        json.Name("workloads").Map(byProvider, workloads => json.Map(
            workloads.GroupBy(ClaimToFind).Select(g => KeyValuePair.Create(g.Key, g.ToArray())),
            ofClaim => json.Map(
                ofClaim.GroupBy(w => w.Workload!.Claims[ClaimToFind(w)]).Select(g => KeyValuePair.Create(g.Key, g.ToArray())),
                WriteCandidates)));
    }

    public void WriteSpiffeIds() => json.Name("spiffe_ids").Map(
        principals.Where(p => p.SpiffeId is not null).GroupBy(p => p.SpiffeId!.Value.Text).Select(g => KeyValuePair.Create(g.Key, g.ToArray())),
        owners => json.Texts(owners.Select(PrincipalKey.Of)));

    /// <summary>The claims by which workloads of the provider are found.</summary>
    public IEnumerable<string> ClaimsToFindWorkloads(string provider) =>
        principals.Where(p => p.Workload is { Claims.Count: > 0 } workload && workload.Provider == provider).Select(ClaimToFind).Distinct().Order(OpaJson.KeyOrder);

    private static string ClaimToFind(Principal workload) => workload.Workload!.Claims.Keys.First();

    private void WriteNames(IEnumerable<Principal> ofKind) => json.Map(ofKind.Select(p => KeyValuePair.Create(p.Name, p)), principal =>
    {
        json.BeginObject().Name("claims").Map(ClaimsOf(principal), value => json.Text(value));
        if ((principal.Pipeline?.Provider ?? principal.Workload?.Provider) is { } provider)
            json.Name("provider").Text(provider);
        if (principal.SpiffeId is { } id)
            json.Name("spiffe_id").Text(id.Text);
        json.EndObject();
    });

    /// <summary>The identity claims of the principal's tokens.</summary>
    private static IEnumerable<KeyValuePair<string, string>> ClaimsOf(Principal principal)
    {
        if (principal.Pipeline is not { } pipeline)
            return principal.Workload!.Claims;
        var claims = new (string Name, string? Value)[]
        {
            (ClaimNames.OrganizationId, pipeline.Organization.Id?.ToString()),
            (ClaimNames.OrganizationSlug, pipeline.Organization.Slug),
            (ClaimNames.PipelineId, pipeline.Id?.ToString()),
            (ClaimNames.PipelineSlug, pipeline.Slug),
        };
        return claims.Where(c => c.Value is not null).Select(c => KeyValuePair.Create(c.Name, c.Value!));
    }

    private IEnumerable<(string Organization, string Pipeline, string Key)> Identities(IGrouping<string, Principal> ofProvider)
    {
        if (directory.FindProvider(ofProvider.Key)?.Oidc is not { } settings)
            yield break;
        foreach (var principal in ofProvider)
        {
            var pipeline = principal.Pipeline!;
            if (settings.IdentifyBy == IdentifyBy.Slug)
                yield return (pipeline.Organization.Slug, pipeline.Slug, PrincipalKey.Of(principal));
            else if (pipeline is { Id: { } id, Organization.Id: { } organization })
                yield return (organization.ToString(), id.ToString(), PrincipalKey.Of(principal));
        }
    }

    private void WriteCandidates(Principal[] workloads)
    {
        json.BeginArray();
        foreach (var workload in workloads)
        {
            json.BeginObject()
                .Name("claims").Map(workload.Workload!.Claims, value => json.Text(value))
                .Name("principal").Text(PrincipalKey.Of(workload))
                .EndObject();
        }

        json.EndArray();
    }
}
