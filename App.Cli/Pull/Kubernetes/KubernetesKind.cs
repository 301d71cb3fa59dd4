using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>A kind of object that bundles may hold.</summary>
/// <param name="Opens">Whether an object with this spec allows something.</param>
/// <param name="Checks">Each says what a spec must not say, whoever signed it; null when it says nothing of the kind.</param>
internal sealed record KubernetesKind(string Group, string Version, string Kind, string Plural, Func<JsonObject, bool> Opens, params Func<JsonObject, string?>[] Checks)
{
    public string ApiVersion => $"{Group}/{Version}";

    public IEnumerable<string> ProblemsOf(JsonObject spec) => Checks.Select(check => check(spec)).OfType<string>();
}
