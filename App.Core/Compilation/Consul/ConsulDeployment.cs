using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>
/// A deployment with its entries as they were last written. They depend on whom the whole policy knows and on the issuers' keys: while those
/// stay the same, another bundle of the deployment costs nothing.
/// </summary>
internal sealed record ConsulDeployment(DeploymentPolicy Deployment) : CompiledDeployment(Deployment)
{
    private volatile Written? last;

    /// <summary>Each entry as JSON; none where Consul does not enforce the deployment.</summary>
    public ImmutableArray<string> Entries(CompilationInput input)
    {
        if (last is { } known && ReferenceEquals(known.Directory, input.Policy.Principals) && known.Keys.SequenceEqual(input.IssuerKeys))
            return known.Texts;
        var written = new Written(input.Policy.Principals, input.IssuerKeys, Write(input));
        last = written;
        return written.Texts;
    }

    private ImmutableArray<string> Write(CompilationInput input)
    {
        if (!ConsulCoverage.IsEnforced(Deployment.Deployment) || ConsulPlacement.Of(Deployment.Deployment) is not { } placement)
            return [];
        var plan = IntentionPlan.Of(input.Policy.Principals, Deployment, placement);
        return [.. new EntryWriter(input, Deployment, plan).Entries().Select(entry => entry.ToJsonString())];
    }

    private sealed record Written(PrincipalDirectory Directory, ImmutableSortedDictionary<string, JwkSet> Keys, ImmutableArray<string> Texts);
}
