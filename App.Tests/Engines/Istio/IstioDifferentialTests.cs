using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>
/// Compiled objects, read by the interpreter, against the evaluator on random policies and hostile requests. A difference is allowed where
/// the hop's coverage names it, and only to such requests as it speaks of.
/// </summary>
public sealed class IstioDifferentialTests
{
    private const int Policies = 170;
    private const int RequestsForEach = 140;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Istio_OnRandomPoliciesAndHostileRequests_DecidesAsTheEvaluatorButForWhatItsCoverageNames()
    {
        var seed = Random.Shared.Next(1_000_000);
        var tally = new Tally();
        for (var i = 0; i < Policies; i++)
            Compare(new Dice(seed + i), seed + i, tally);
        Assert.True(tally.Compared > 20_000, tally.ToString());
        Assert.True(tally.Allowed > tally.Compared / 20, tally.ToString());
        Assert.Contains("path_normalized", tally.Differences.Keys);
        Assert.True(tally.DryRuns > 0, tally.ToString());
        Assert.True(tally.Differences.Values.Sum() < tally.Compared / 20, tally.ToString());
        TestContext.Current.SendDiagnosticMessage(tally.ToString());
    }

    private static void Compare(Dice dice, int seed, Tally tally)
    {
        var document = IstioPolicies.Document(dice, Now);
        var policy = PolicySet.Of(document);
        var environment = dice.One(PolicyGen.EnvironmentNames);
        var deployments = policy.DeploymentsIn(environment).ToArray();
        if (deployments.Length == 0)
            return;
        var slice = dice.Chance(40) ? deployments[dice.Below(deployments.Length)].Service.Name : null;
        var objects = IstioObject.Read(IstioPolicies.Compile(policy, environment, slice, Now));
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        var asked = deployments.Where(d => slice is null || d.Service.Name == slice).Select(d => (Deployment: d, Hop: IstioPolicies.Cover(policy, d))).ToDictionary(d => d.Deployment.Service.Name);
        for (var compared = 0; compared < RequestsForEach;)
        {
            var wire = RequestGen.Request(dice, document, Now);
            if (wire.Environment != environment || !asked.TryGetValue(wire.Service, out var at))
                continue;
            compared++;
            if (at.Deployment.Deployment.Hops.Count > 1 && dice.Chance(60))
                wire = wire with { Certificate = new ClientCertificate(ClientCertificateKind.Valid, IstioPolicies.Gateway.Text) };
            var interpreter = new IstioInterpreter(objects, IstioPolicies.WorkloadOf(at.Deployment.Service, at.Deployment.Deployment));
            Check(new Comparison(policy, at.Deployment, at.Hop, wire, verifier), interpreter, tally, $"seed {seed}", document);
        }
    }

    private static void Check(Comparison comparison, IstioInterpreter interpreter, Tally tally, string context, PolicyDocument document)
    {
        var allowed = interpreter.Allows(comparison.ToIstio());
        tally.Compared++;
        tally.Allowed += allowed ? 1 : 0;
        // In shadow everything passes, and the dry run says what would have.
        if (allowed && comparison is { Deployment.Mode: Mode.Shadow, Hop.Coverage: not Coverage.NotEnforced })
        {
            tally.DryRuns++;
            Assert.True(interpreter.Allows(comparison.ToIstio(), inDryRun: true) == comparison.Granted || comparison.NamedDifference() is not null, context);
        }

        if (allowed == comparison.Expected)
            return;
        if (comparison.NamedDifference() is { } named)
        {
            tally.Differences[named] = tally.Differences.GetValueOrDefault(named) + 1;
            return;
        }

        var wire = comparison.Wire;
        Assert.Fail($"{context}: istio {(allowed ? "allows" : "denies")}, the evaluator says {comparison.Verdict.Reason.Name()} {comparison.Verdict.Detail} {comparison.Verdict.Grant?.Name}\n{wire.Method} {wire.Path} at {wire.Service} with {wire.Certificate}, {string.Join(", ", wire.Headers.Select(h => h.Key))}\n"
            + $"claims {Comparison.Claims(wire)?.ToJsonString()}\nlosses {string.Join(", ", comparison.Hop.Losses.Select(l => l.Code))}\n{PolicyPrinter.ToYaml(document)}");
    }

    private sealed class Tally
    {
        public int Compared { get; set; }

        public int Allowed { get; set; }

        public int DryRuns { get; set; }

        public SortedDictionary<string, int> Differences { get; } = new(StringComparer.Ordinal);

        public override string ToString() => $"{Compared} compared, {Allowed} allowed, {DryRuns} dry runs, {string.Join(", ", Differences.Select(d => $"{d.Key} {d.Value}"))}";
    }
}
