using System.Globalization;
using System.Text.Json;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Random policies on a real nginx: whatever it answers to whatever request, the evaluator says the same, and why.</summary>
public class NginxDifferentialTests : IAsyncDisposable
{
    private const int Policies = 68;
    private const int RequestsPerPolicy = 320;
    private const int Connections = 4;

    private readonly NginxRig rig;

    public NginxDifferentialTests() : this(NginxProgram.Own)
    {
    }

    protected NginxDifferentialTests(NginxProgram program) => rig = new NginxRig(program: program);

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Nginx_OnRandomPoliciesAndHostileRequests_DecidesAsTheEvaluator()
    {
        var seed = Random.Shared.Next();
        var tally = new Tally(seed);
        for (var i = 0; i < Policies; i++)
            await ComparePolicy(new Dice(seed + i), tally);

        Assert.True(tally.Compared > 20_000 && tally.OwnRefusals < tally.Compared / 10, tally.ToString());
        Assert.True(tally.Reasons.Count >= 11, tally.ToString());
        TestContext.Current.SendDiagnosticMessage(tally.ToString());
    }

    private async Task ComparePolicy(Dice dice, Tally tally)
    {
        var document = PolicyGen.Document(dice, DateTimeOffset.UtcNow, rig.Upstream);
        var policy = PolicySet.Of(document);
        var environment = dice.One(PolicyGen.EnvironmentNames);
        // One in four is the bundle of a single service, which only that service's requests are meant for.
        var slice = dice.Chance(25) ? policy.DeploymentsIn(environment).FirstOrDefault()?.Service.Name : null;
        await rig.Load(NginxBundles.Of(policy, environment, slice));
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        var sent = await Task.WhenAll(Enumerable.Range(0, Connections).Select(c => Send(new Dice(dice.Below(int.MaxValue)), document, environment, slice, verifier, c)));
        var logged = (await rig.Decisions(sent.Sum(s => s.Count))).ToLookup(line => line.GetProperty("traceparent").GetString());
        Assert.True(!rig.ScriptErrors.Any(), string.Join("\n", rig.ScriptErrors.Take(5)));
        foreach (var (request, verdict, response, trace) in sent.SelectMany(s => s))
            tally.Compare(request, slice is null ? verdict : AsSlice(verdict, logged[trace].SingleOrDefault()), response, logged[trace].SingleOrDefault());
    }

    private async Task<List<(WireRequest Request, Verdict Verdict, WireResponse Response, string Trace)>> Send(
        Dice dice, PolicyDocument document, string environment, string? slice, TokenVerifier verifier, int connectionNumber)
    {
        var policy = PolicySet.Of(document);
        using var connection = new WireConnection(rig.Plain);
        var sent = new List<(WireRequest, Verdict, WireResponse, string)>();
        while (sent.Count < RequestsPerPolicy / Connections)
        {
            var request = RequestGen.Request(dice, document, DateTimeOffset.UtcNow) with { Certificate = ClientCertificate.None };
            if (request.Environment != environment || (slice is not null && request.Service != slice)
                || (policy.Find(environment, request.Service) is null && dice.Chance(95)))
                continue;
            var trace = string.Create(CultureInfo.InvariantCulture, $"00-{connectionNumber:x16}{sent.Count:x16}-00000000000000ff-01");
            var response = await connection.Send(Text(request, trace));
            sent.Add((request, Evaluator.Decide(policy, request.ToAccessRequest(verifier)), response, trace));
        }

        return sent;
    }

    /// <summary>A token of a principal that a slice does not know is refused as unknown there, whatever else is wrong with its request.</summary>
    private static Verdict AsSlice(Verdict verdict, JsonElement logged) =>
        verdict.Effect == Effect.Deny && logged.ValueKind == JsonValueKind.Object && logged.GetProperty("reason").ValueEquals("unknown_principal")
            ? verdict with { Reason = DecisionReason.UnknownPrincipal, Grant = null }
            : verdict;

    private static string Text(WireRequest request, string trace) =>
        $"{request.Method} {request.Path} HTTP/1.1\r\nHost: {PolicyGen.HostOf(request.Environment, request.Service)}\r\ntraceparent: {trace}\r\n"
        + string.Concat(request.Headers.Select(h => $"{h.Key}: {h.Value}\r\n")) + "\r\n";

    /// <summary>What was compared, and the first disagreement as a failure that can be repeated by its seed.</summary>
    private sealed class Tally(int seed)
    {
        public int Compared { get; private set; }

        public int OwnRefusals { get; private set; }

        public SortedDictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);

        public void Compare(WireRequest request, Verdict verdict, WireResponse response, JsonElement logged)
        {
            // What nginx refuses by itself (a malformed line, TRACE, CONNECT) reaches no decision.
            if (logged.ValueKind == JsonValueKind.Undefined && response.Status is 400 or 405)
            {
                OwnRefusals++;
                return;
            }

            Compared++;
            var reason = verdict.Reason.Name();
            Reasons[reason] = Reasons.GetValueOrDefault(reason) + 1;
            var context = $"seed {seed}: {request} with {string.Join(", ", request.Headers)} answered {response.Status} {response.Body}, logged {logged}";
            Assert.True(logged.ValueKind == JsonValueKind.Object, context);
            Same(reason, Value(logged, "reason"), context);
            Same(verdict.Effect == Effect.Allow ? "allow" : "deny", Value(logged, "decision"), context);
            Same(verdict.Grant?.Name ?? "", Value(logged, "grant"), context);
            if (verdict.Reason == DecisionReason.TokenInvalid)
                Same(verdict.Detail!, Value(logged, "detail"), context);
            CompareResponse(verdict, response, context);
        }

        public override string ToString() =>
            $"seed {seed}: {Compared} compared, {OwnRefusals} refused by nginx itself; {string.Join(", ", Reasons.Select(r => $"{r.Key} {r.Value}"))}";

        private static void CompareResponse(Verdict verdict, WireResponse response, string context)
        {
            var passes = verdict.Effect == Effect.Allow || verdict.Mode == Mode.Shadow;
            Assert.True(passes == (response.Status == 200), context);
            if (!passes)
                Same(verdict.Reason.Name(), response.Header("X-Access-Reason") ?? "", context);
        }

        private static string Value(JsonElement logged, string name) => logged.GetProperty(name).GetString()!;

        private static void Same(string expected, string actual, string context) => Assert.True(expected == actual, $"expected {expected}, was {actual}; {context}");
    }
}
