using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Copying;

/// <summary>What pages show as YAML and as commands. No token is ever part of one: they read it, and the console's address, from the environment.</summary>
public static class CopyForms
{
    private const string Curl = "curl -H \"Authorization: Bearer $ACCESS_TOKEN\"";

    private static readonly (Target Engine, string Resources)[] Custom =
    [
        (Target.Istio, "authorizationpolicies.security.istio.io,requestauthentications.security.istio.io,peerauthentications.security.istio.io"),
        (Target.Linkerd, "servers.policy.linkerd.io,httproutes.policy.linkerd.io,authorizationpolicies.policy.linkerd.io,meshtlsauthentications.policy.linkerd.io,networkauthentications.policy.linkerd.io,httplocalratelimitpolicies.policy.linkerd.io"),
    ];

    /// <summary>The tests of the policy in force, as a build runs them.</summary>
    public static CopyForm EmbeddedTests { get; } = new("accessctl", $"{Curl} -H 'Accept: application/yaml' \"$ACCESS_SERVER\"/api/v1/policy | accessctl test -");

    /// <param name="path">Of the management API, with its parameters escaped, such as <c>/api/v1/access?service=api</c>.</param>
    public static CopyForm Get(string path) => new("curl", $"{Curl} \"$ACCESS_SERVER\"{ShellText.Word(path)}");

    public static CopyForm Accessctl(params IEnumerable<string> words) => new("accessctl", string.Join(' ', words.Select(ShellText.Word).Prepend("accessctl")));

    /// <summary>An object as it stands, and the commands that put it into a draft.</summary>
    /// <param name="yaml">Its own text.</param>
    public static IEnumerable<CopyForm> Of(PolicyObject value, string yaml)
    {
        var document = PolicyPrinter.ToYaml(PolicyDocument.Of([value]));
        yield return new CopyForm("YAML", yaml);
        yield return new CopyForm("accessctl", ShellText.WithInput("accessctl import -", document));
        yield return new CopyForm("curl", ShellText.WithInput($"{Curl} -H 'Content-Type: application/yaml' --data-binary @- \"$ACCESS_SERVER\"/api/v1/policy/import", document));
        foreach (var form in value is Service service ? Kubectl(service) : [])
            yield return form;
    }

    /// <summary>The question of the simulator; of a test likewise.</summary>
    public static IEnumerable<CopyForm> Of(DecisionRequest request)
    {
        var question = new JsonObject { ["requests"] = new JsonArray(JsonNode.Parse(DecisionRequestJson.Write(request))) };
        yield return new CopyForm("curl", $"{Curl} -H 'Content-Type: application/json' --data {ShellText.Word(question.ToJsonString())} \"$ACCESS_SERVER\"/api/v1/decisions");
        yield return Accessctl(Options(request).Prepend("explain"));
    }

    private static IEnumerable<CopyForm> Kubectl(Service service) =>
        from deployment in service.Deployments
        where deployment.Kubernetes is not null
        from custom in Custom
        where deployment.Hops.Any(h => h.Engine == custom.Engine)
        select new CopyForm(
            $"kubectl: {deployment.Environment} at {custom.Engine.Name()}",
            $"kubectl get {custom.Resources} --output yaml --namespace {ShellText.Word(deployment.Kubernetes!.Namespace)} --selector "
            + ShellText.Word($"app.kubernetes.io/managed-by=access-console,access-console/environment={deployment.Environment},access-console/service={service.Name}"));

    private static IEnumerable<string> Options(DecisionRequest request)
    {
        (string Name, string? Value)[] options =
        [
            ("pipeline", request.Pipeline), ("workload", request.Workload), ("claims", request.Claims), ("spiffe-id", request.SpiffeId),
            ("branch", request.Branch), ("tag", request.Tag), ("source", request.Source), ("queue", request.Queue), ("cluster", request.Cluster), ("step", request.Step),
            ("environment", request.Environment), ("service", request.Service), ("method", request.Method), ("path", request.Path),
            ("time", request.Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ];
        return options.Where(o => !string.IsNullOrEmpty(o.Value)).SelectMany(o => (string[])[$"--{o.Name}", o.Value!]);
    }
}
