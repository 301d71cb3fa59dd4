using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Exploring;

/// <summary>Reads a question of reach as addresses and command lines write it.</summary>
public static class ReachText
{
    public const string PrincipalForms = "`pipeline/NAME`, `workload/NAME`, `anyone`, or many by `pipelines:all`, `pipelines:team=payments,tier=deploy`, `workloads:…`";
    public const string ServiceForms = "a service's name, `all`, or labels such as `team=payments`";

    /// <returns>The question, or a sentence on what is wrong with it.</returns>
    public static (ReachQuestion? Question, string? Problem) Read(PolicySet policy, string? principal, string? service, string? environment, string? method, string? path)
    {
        if (PrincipalsOf(principal) is not { } principals)
            return (null, $"say of whom as {PrincipalForms}");
        if (Unknown(policy, principals) is { } unknown)
            return (null, $"there is no {unknown}");
        if (SelectorOf(service) is not { } services)
            return (null, $"say of what as {ServiceForms}");
        if (services is Selector.Names { Values: [var name] } && !policy.Services.ContainsKey(name))
            return (null, $"there is no service `{name}`");
        if (environment is { Length: > 0 } && !policy.HasEnvironment(environment))
            return (null, $"there is no environment `{environment}`");
        string[] methods = method is { Length: > 0 } ? method.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) : ["*"];
        if (methods.FirstOrDefault(m => m != "*" && MethodSet.Of(m).IsEmpty) is { } odd)
            return (null, $"`{odd}` is no method that a policy knows: use {string.Join(", ", MethodSet.KnownNames)} or `*`");
        PathTemplate? template = null;
        if (path is { Length: > 0 } && !PathTemplate.TryParse(path, out template, out var error))
            return (null, error);
        return (new ReachQuestion { Principals = principals, Services = services, Environment = environment is { Length: > 0 } ? environment : null, Methods = MethodSet.Of(methods), Path = template }, null);
    }

    private static PrincipalSelector? PrincipalsOf(string? text)
    {
        if (text == "anyone")
            return new PrincipalSelector { Anyone = true };
        return text?.Split(['/', ':'], 2) switch
        {
            ["pipeline", { Length: > 0 } name] => new PrincipalSelector { Pipelines = new Selector.Names([name]) },
            ["workload", { Length: > 0 } name] => new PrincipalSelector { Workloads = new Selector.Names([name]) },
            ["pipelines", { } many] when SelectorOf(many) is Selector.Labels or Selector.All => new PrincipalSelector { Pipelines = SelectorOf(many) },
            ["workloads", { } many] when SelectorOf(many) is Selector.Labels or Selector.All => new PrincipalSelector { Workloads = SelectorOf(many) },
            _ => null,
        };
    }

    private static PolicyReference? Unknown(PolicySet policy, PrincipalSelector principals) =>
        Named(PolicyKind.Pipeline, principals.Pipelines).Concat(Named(PolicyKind.Workload, principals.Workloads)).Where(r => policy.Principals.Find(r) is null).Cast<PolicyReference?>().FirstOrDefault();

    private static IEnumerable<PolicyReference> Named(PolicyKind kind, Selector? selector) => selector is Selector.Names names ? names.Values.Select(n => new PolicyReference(kind, n)) : [];

    private static Selector? SelectorOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (text == "all")
            return Selector.Everything;
        if (!text.Contains('=', StringComparison.Ordinal))
            return new Selector.Names([text]);
        var labels = text.Split(',').Select(l => l.Split('=', 2)).ToArray();
        return labels.Any(l => l.Length < 2 || l[0].Length == 0 || l[1].Length == 0) || labels.Select(l => l[0]).Distinct().Count() < labels.Length
            ? null
            : new Selector.Labels(new ValueMap(labels.Select(l => KeyValuePair.Create(l[0], l[1]))));
    }
}
