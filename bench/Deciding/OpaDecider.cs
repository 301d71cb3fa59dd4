using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Opa;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;

namespace AccessConsole.Bench.Deciding;

/// <summary>OPA with the bundle that the console compiles for it, without decision logs.</summary>
internal sealed class OpaDecider : IDecider
{
    private const string Batch = """
        package batch
        decisions := [answer | some request in input; answer := data.access.decision with input as request]
        """;

    private readonly PeerProcess process = new();

    public string Name => "opa";

    public Uri Address => process.Address;

    public static async Task<OpaDecider> StartAsync(PolicyDocument document)
    {
        var decider = new OpaDecider();
        var (policy, compiler) = (PolicySet.Of(document), new OpaCompiler());
        var input = new CompilationInput(policy, ImmutableSortedDictionary.Create<string, JwkSet>(StringComparer.Ordinal), DateTimeOffset.UtcNow);
        var files = compiler.Assemble(input, new BundleScope(DecidingLoad.Environment, Target.Opa), [.. policy.DeploymentsIn(DecidingLoad.Environment).Select(compiler.Compile)]);
        foreach (var (path, content) in files.Select(f => (f.Path, f.Content)).Append(("batch.rego", System.Text.Encoding.UTF8.GetBytes(Batch))))
        {
            var file = Path.Combine(decider.process.Directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, content.ToArray());
        }

        await decider.process.StartAsync(OpaRig.Binary, "run", "--server", "--disable-telemetry", "--log-level", "error", "--addr", decider.Address.Authority, decider.process.Directory);
        return decider;
    }

    public (string Path, JsonObject Body) Ask(DecidingCall call, IReadOnlyList<string> paths) => paths.Count == 1
        ? ("/v1/data/access/decision", new JsonObject { ["input"] = InputOf(call, paths[0]) })
        : ("/v1/data/batch/decisions", new JsonObject { ["input"] = new JsonArray([.. paths.Select(path => InputOf(call, path))]) });

    public int Allowed(JsonNode answer) => (answer["result"] as JsonArray ?? [answer["result"]!.DeepClone()]).Count(decision => (string?)decision!["effect"] == "allow");

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static JsonObject InputOf(DecidingCall call, string path) => new()
    {
        ["environment"] = DecidingLoad.Environment,
        ["service"] = call.Service,
        ["method"] = "GET",
        ["path"] = path,
        ["token"] = call.Token,
    };
}
