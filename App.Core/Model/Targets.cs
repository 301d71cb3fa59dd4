namespace AccessConsole.Core.Model;

/// <summary>The names of the targets in documents, addresses and signatures.</summary>
public static class Targets
{
    public static string Name(this Target target) => target switch
    {
        Target.Nginx => "nginx",
        Target.Opa => "opa",
        Target.Envoy => "envoy",
        Target.Istio => "istio",
        Target.Linkerd => "linkerd",
        Target.Consul => "consul",
    };

    public static Target? Find(string name)
    {
        foreach (var target in Enum.GetValues<Target>())
        {
            if (string.Equals(target.Name(), name, StringComparison.Ordinal))
                return target;
        }

        return null;
    }
}
