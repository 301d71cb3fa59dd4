using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>
/// Compiled entries, read by the interpreter, against the evaluator on random policies and hostile requests. A difference is allowed where
/// the hop's coverage names it, in the direction that it names, and only to such requests as it speaks of.
/// </summary>
public sealed class ConsulDifferentialTests
{
    private const int RequestsForEach = 140;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Consul_OnPoliciesThatItCanSay_DecidesAsTheEvaluator()
    {
        var tally = Compare(policies: 180, isPlain: true);
        Assert.True(tally.Compared > 20_000, tally.ToString());
        Assert.True(tally.Exact > tally.Compared / 3, tally.ToString());
        Assert.Contains("path_normalized", tally.Differences.Keys);
    }

    [Fact]
    public void Consul_OnAnyPolicies_DiffersAsItsCoverageSays()
    {
        var tally = Compare(policies: 120, isPlain: false);
        Assert.True(tally.Compared > 12_000, tally.ToString());
        Assert.Superset(new HashSet<string> { "deny_unsubtracted", "gateway_only", "prefix_inexpressible" }, tally.Differences.Keys.ToHashSet());
    }

    private static Tally Compare(int policies, bool isPlain)
    {
        var seed = Random.Shared.Next(1_000_000);
        var tally = new Tally();
        for (var i = 0; i < policies; i++)
            Compare(new Dice(seed + i), seed + i, isPlain, tally);
        Assert.True(tally.Allowed > tally.Compared / 30, tally.ToString());
        TestContext.Current.SendDiagnosticMessage(tally.ToString());
        return tally;
    }

    private static void Compare(Dice dice, int seed, bool isPlain, Tally tally)
    {
        var document = ConsulPolicies.Document(dice, Now, isPlain);
        var policy = PolicySet.Of(document);
        var environment = dice.One(PolicyGen.EnvironmentNames);
        var deployments = policy.DeploymentsIn(environment).Where(d => d.Deployment.Mode == Mode.Enforce).ToDictionary(d => d.Service.Name, d => (Deployment: d, Hop: ConsulPolicies.Cover(policy, d)));
        if (deployments.Count == 0)
            return;
        var entries = ConsulPolicies.Compile(policy, environment, null, Now);
        var interpreters = deployments.ToDictionary(d => d.Key, d => new ConsulInterpreter(entries, d.Key, PolicyGen.TrustDomain, d.Value.Deployment.Deployment.Protocol != Protocol.Tcp));
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        for (var compared = 0; compared < RequestsForEach;)
        {
            var wire = RequestGen.Request(dice, document, Now);
            if (wire.Environment != environment || !deployments.TryGetValue(wire.Service, out var at))
                continue;
            compared++;
            Check(new Comparison(policy, at.Deployment, at.Hop, InMesh(dice, wire, at.Deployment.Deployment), verifier), interpreters[wire.Service], tally, $"seed {seed}", document);
        }
    }

    /// <summary>Most callers have a certificate of the mesh: nobody's, somebody's, or the gateway's.</summary>
    private static WireRequest InMesh(Dice dice, WireRequest wire, Deployment deployment)
    {
        var certificate = wire.Certificate;
        if (certificate.Kind == ClientCertificateKind.None && dice.Chance(90))
            certificate = new ClientCertificate(ClientCertificateKind.Valid, dice.One(ConsulPolicies.IdOf("nobody"), ConsulPolicies.IdOf("nobody"), ConsulPolicies.IdOf("storefront", "dc2")).Text);
        else if (certificate.SpiffeId?.EndsWith("/nobody", StringComparison.Ordinal) == true && !certificate.SpiffeId.Contains("/svc/", StringComparison.Ordinal))
            certificate = certificate with { SpiffeId = ConsulPolicies.IdOf(certificate.SpiffeId.Contains("/ci/", StringComparison.Ordinal) ? "ci-nobody" : "nobody").Text };
        if (deployment.Hops.Count > 1 && dice.Chance(60))
            certificate = new ClientCertificate(ClientCertificateKind.Valid, ConsulPolicies.Gateway.Text);
        return wire with { Certificate = certificate };
    }

    private static void Check(Comparison comparison, ConsulInterpreter interpreter, Tally tally, string context, PolicyDocument document)
    {
        var request = comparison.ToConsul();
        var allowed = interpreter.Allows(request);
        tally.Compared++;
        tally.Allowed += allowed ? 1 : 0;
        tally.Exact += comparison.Hop.Coverage == Coverage.Exact ? 1 : 0;
        if (allowed == comparison.Expected)
            return;
        var residual = comparison.NamedDifference(allowed);
        if ((residual ?? comparison.Loss(allowed)?.Code) is { } named)
        {
            // Behind a gateway, what is wider is so for the gateway alone.
            Assert.False(residual is null && allowed && comparison.Deployment.Hops.Count > 1 && comparison.Wire.Certificate.SpiffeId != ConsulPolicies.Gateway.Text, $"{context}: {named}");
            tally.Differences[named] = tally.Differences.GetValueOrDefault(named) + 1;
            return;
        }

        var wire = comparison.Wire;
        Assert.Fail($"{context}: consul {(allowed ? "allows" : "denies")}, the evaluator says {comparison.Verdict.Reason.Name()} {comparison.Verdict.Detail} {comparison.Verdict.Grant?.Name}\n{wire.Method} {wire.Path} at {wire.Service} with {wire.Certificate}, {string.Join(", ", wire.Headers.Select(h => h.Key))}\n"
            + $"claims {Comparison.Claims(wire)?.ToJsonString()}\nlosses {string.Join(", ", comparison.Hop.Losses.Select(l => $"{l.Code} {l.Grant}"))}\n{PolicyPrinter.ToYaml(document)}");
    }

    private sealed class Tally
    {
        public int Compared { get; set; }

        public int Allowed { get; set; }

        public int Exact { get; set; }

        public SortedDictionary<string, int> Differences { get; } = new(StringComparer.Ordinal);

        public override string ToString() => $"{Compared} compared, {Allowed} allowed, {Exact} at exact hops, {string.Join(", ", Differences.Select(d => $"{d.Key} {d.Value}"))}";
    }
}
