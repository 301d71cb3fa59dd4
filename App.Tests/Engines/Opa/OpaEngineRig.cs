using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>A real OPA, asked by the decision API's words: its whole answer is compared.</summary>
internal sealed class OpaEngineRig : IEngineRig
{
    private static readonly DateTimeOffset Today = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private OpaServer? server;
    private ImmutableArray<BundleFile> modules = [];

    public Target Target => Target.Opa;

    public int RequestsPerScene => 240;

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    public Scene MakeScene(Dice dice)
    {
        var now = dice.Chance(5) ? dice.One(DateTimeOffset.MinValue.AddHours(9), new DateTimeOffset(9999, 12, 31, 3, 4, 5, TimeSpan.Zero)) : Today.AddTicks(dice.Below(100_000_000));
        return new Scene(DecisionGen.Document(dice, now), dice.One(PolicyGen.EnvironmentNames), null, now);
    }

    public EngineRequest MakeRequest(Dice dice, Scene scene)
    {
        var time = IsExtreme(scene.Now) ? scene.Now : scene.Now.AddHours(dice.Below(5) - 2).AddMilliseconds(dice.Below(3) - 1);
        // Few requests for what the bundle does not know are enough.
        var services = scene.Services.Count == 0 || dice.Chance(15) ? PolicyGen.ServiceNames : scene.Services;
        var input = DecisionGen.Request(dice, scene.Document, time, scene.Environment, services);
        var wire = new WireRequest((string)input["environment"]!, (string)input["service"]!, (string)input["method"]!, (string)input["path"]!, [], ClientCertificate.None, time);
        return new EngineRequest(wire) { Input = input };
    }

    public ImmutableArray<BundleFile> Compile(Scene scene) => OpaBundles.Compile(scene.Resolve(), scene.Environment, scene.Slice);

    public async Task<IReadOnlyList<Finding>> DecideAsync(Scene scene, ImmutableArray<BundleFile> files, IReadOnlyList<EngineRequest> requests)
    {
        var opa = await ServerOf(files);
        var policy = scene.Resolve();
        await opa.PutDataAsync("access/policy", OpaBundles.Data(files));
        var answers = (await opa.QueryAsync("harness/decisions", new JsonArray([.. requests.Select(r => r.Input!.DeepClone())])))!.AsArray();
        if (answers.Count != requests.Count)
            throw new InvalidOperationException($"opa answered {answers.Count} of {requests.Count} requests");
        return [.. requests.Zip(answers, (request, answer) => Compare(OracleAnswer.Of(policy, request.Input!), answer!))];
    }

    /// <summary>One server for as long as the modules are the same, which only a fault put into them changes.</summary>
    private async Task<OpaServer> ServerOf(ImmutableArray<BundleFile> files)
    {
        ImmutableArray<BundleFile> wanted = [.. files.Where(f => f.Path != OpaBundles.DataPath)];
        if (server is not null && wanted.Select(f => (f.Path, Text(f))).SequenceEqual(modules.Select(f => (f.Path, Text(f)))))
            return server;
        await DisposeAsync();
        modules = wanted;
        return server = await OpaBundles.StartAsync(wanted);
    }

    private static Finding Compare(JsonObject expected, JsonNode answer) => new(
        JsonNode.DeepEquals(expected, answer) ? Agreement.Same : Agreement.Disagreement,
        (string)expected["reason"]!,
        (string?)expected["effect"] == "allow",
        null,
        $"the evaluator says {expected.ToJsonString()}, opa {answer.ToJsonString()}");

    private static bool IsExtreme(DateTimeOffset time) => time.Year is 1 or 9999;

    private static string Text(BundleFile file) => System.Text.Encoding.UTF8.GetString(file.Content.Span);
}
