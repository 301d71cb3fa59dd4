using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>
/// A deployment with its objects as they were last written. They depend on whom the whole policy knows and on the issuers' keys: while those
/// stay the same, another bundle of the deployment costs nothing.
/// </summary>
internal sealed record IstioDeployment(DeploymentPolicy Deployment) : CompiledDeployment(Deployment)
{
    private volatile Written? last;

    public string Resources(CompilationInput input)
    {
        if (last is { } known && ReferenceEquals(known.Directory, input.Policy.Principals) && known.Keys.SequenceEqual(input.IssuerKeys))
            return known.Text;
        var text = DeploymentResources.Of(input, Deployment);
        last = new Written(input.Policy.Principals, input.IssuerKeys, text);
        return text;
    }

    private sealed record Written(PrincipalDirectory Directory, ImmutableSortedDictionary<string, JwkSet> Keys, string Text);
}
