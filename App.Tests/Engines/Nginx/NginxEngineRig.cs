using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>A real nginx: its answer, and what it logs of the decision and why.</summary>
internal sealed class NginxEngineRig(NginxProgram program) : IEngineRig
{
    private const int Connections = 4;

    // Half of the signatures are computed by the verifier, where the machine has what it needs.
    private readonly NginxRig rig = new(program: program, verified: program.HasStream ? 50 : 0);

    public Target Target => Target.Nginx;

    public int RequestsPerScene => 320;

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    public Scene MakeScene(Dice dice)
    {
        var document = PolicyGen.Document(dice, DateTimeOffset.UtcNow, rig.Upstream);
        var environment = dice.One(PolicyGen.EnvironmentNames);
        // One in four is the bundle of a single service, which only that service's requests are meant for.
        var slice = dice.Chance(25) ? PolicySet.Of(document).DeploymentsIn(environment).FirstOrDefault()?.Service.Name : null;
        return new Scene(document, environment, slice, DateTimeOffset.UtcNow);
    }

    public EngineRequest MakeRequest(Dice dice, Scene scene)
    {
        // Few requests are for what is not there; those of a slice's enforcement point are all for its service.
        var services = scene.Services.Count == 0 || (scene.Slice is null && dice.Chance(5)) ? PolicyGen.ServiceNames : scene.Services;
        return new EngineRequest(RequestGen.Request(dice, scene.Document, DateTimeOffset.UtcNow, scene.Environment, services) with { Certificate = ClientCertificate.None });
    }

    public ImmutableArray<BundleFile> Compile(Scene scene) => NginxBundles.Of(scene.Resolve(), scene.Environment, scene.Slice);

    public async Task<IReadOnlyList<Finding>> DecideAsync(Scene scene, ImmutableArray<BundleFile> files, IReadOnlyList<EngineRequest> requests)
    {
        var policy = scene.Resolve();
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        await rig.Load(files);
        var answers = await Task.WhenAll(requests.Index().Chunk((requests.Count + Connections - 1) / Connections).Select(part => SendAsync(part, policy, verifier)));
        var logged = (await rig.Decisions(requests.Count)).ToLookup(line => line.GetProperty("traceparent").GetString());
        var broken = rig.ScriptErrors.FirstOrDefault();
        return [.. answers.SelectMany(a => a).Select(a => Compare(scene, a.Verdict, a.Response, logged[a.Trace].SingleOrDefault(), broken))];
    }

    private async Task<List<(Verdict Verdict, WireResponse Response, string Trace)>> SendAsync((int Index, EngineRequest Item)[] part, PolicySet policy, TokenVerifier verifier)
    {
        using var connection = new WireConnection(rig.Plain);
        var sent = new List<(Verdict, WireResponse, string)>();
        foreach (var (index, request) in part)
        {
            var trace = string.Create(CultureInfo.InvariantCulture, $"00-{index + 1:x32}-00000000000000ff-01");
            // nginx has the machine's clock, so the evaluator is asked about the same instant.
            var verdict = Evaluator.Decide(policy, (request.Wire with { Time = DateTimeOffset.UtcNow }).ToAccessRequest(verifier));
            sent.Add((verdict, await connection.Send(Text(request.Wire, trace)), trace));
        }

        return sent;
    }

    private static string Text(WireRequest request, string trace) =>
        $"{request.Method} {request.Path} HTTP/1.1\r\nHost: {PolicyGen.HostOf(request.Environment, request.Service)}\r\ntraceparent: {trace}\r\n"
        + string.Concat(request.Headers.Select(h => $"{h.Key}: {h.Value}\r\n")) + "\r\n";

    private static Finding Compare(Scene scene, Verdict verdict, WireResponse response, JsonElement logged, string? broken)
    {
        // What nginx refuses by itself (a malformed line, TRACE, CONNECT) reaches no decision.
        if ((logged.ValueKind == JsonValueKind.Undefined || Value(logged, "reason").Length == 0) && response.Status is 400 or 405)
            return Found(Agreement.OwnAnswer, verdict, "nginx_own_400", "");
        if (logged.ValueKind != JsonValueKind.Object || broken is not null)
            return Found(Agreement.Disagreement, verdict, null, $"nginx answered {response.Status} and logged {logged.ValueKind}: {broken}");
        if (scene.Slice is not null)
            verdict = AsSlice(verdict, logged);
        var said = $"nginx answered {response.Status} {response.Body} and logged {logged}, the evaluator says {verdict.Reason.Name()} {verdict.Detail} {verdict.Grant?.Name}";
        return Found(IsSame(verdict, response, logged) ? Agreement.Same : Agreement.Disagreement, verdict, null, said);
    }

    private static Finding Found(Agreement agreement, Verdict verdict, string? code, string said) => new(agreement, verdict.Reason.Name(), verdict.Effect == Effect.Allow, code, said);

    /// <summary>The same decision for the same reason by the same grant, and an answer that follows from it.</summary>
    private static bool IsSame(Verdict verdict, WireResponse response, JsonElement logged)
    {
        var isAllowed = verdict.Effect == Effect.Allow;
        var passes = isAllowed || verdict.Mode == Mode.Shadow;
        return Value(logged, "reason") == verdict.Reason.Name()
            && Value(logged, "decision") == (isAllowed ? "allow" : "deny")
            && Value(logged, "grant") == (verdict.Grant?.Name ?? "")
            && (verdict.Reason != DecisionReason.TokenInvalid || Value(logged, "detail") == verdict.Detail)
            && passes == (response.Status == 200)
            && (passes || response.Header("X-Access-Reason") == verdict.Reason.Name());
    }

    /// <summary>A token of a principal that a slice does not know is refused as unknown there, whatever else is wrong with its request.</summary>
    private static Verdict AsSlice(Verdict verdict, JsonElement logged) =>
        verdict.Effect == Effect.Deny && logged.GetProperty("reason").ValueEquals("unknown_principal") ? verdict with { Reason = DecisionReason.UnknownPrincipal, Grant = null } : verdict;

    private static string Value(JsonElement logged, string name) => logged.GetProperty(name).GetString()!;
}
