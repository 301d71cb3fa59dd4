using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>
/// A deployment with its objects as they were last written. They depend on whom the whole policy knows: while that stays the same, another
/// bundle of the deployment costs nothing.
/// </summary>
internal sealed record LinkerdDeployment(DeploymentPolicy Deployment) : CompiledDeployment(Deployment)
{
    private volatile Written? last;

    public string Resources(PrincipalDirectory directory)
    {
        if (last is { } known && ReferenceEquals(known.Directory, directory))
            return known.Text;
        var text = DeploymentResources.Of(directory, Deployment);
        last = new Written(directory, text);
        return text;
    }

    private sealed record Written(PrincipalDirectory Directory, string Text);
}
