using AccessConsole.Core.Compilation;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>
/// Compiled objects, read by the interpreter, against the evaluator on random policies and hostile requests. A difference is allowed where the
/// hop's coverage names it, in the direction that it names, and of the grant that it names.
/// </summary>
public sealed class LinkerdDifferentialTests
{
    private const int Policies = 260;
    private const int RequestsForEach = 120;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Segments = ["a", "b", "x", "admin", "adminx", "admi", "ad", "a.b", ".", "..", "...", ".a", "", "%20", "%2e%2e", "%2F", "%C3%A9", "%c3", ";v", "a;b", "svc.Name", "Call", "healthz", "A", "{", "|"];

    [Fact]
    public void Linkerd_OnRandomPoliciesAndHostileRequests_DecidesAsTheEvaluatorButForWhatItsCoverageNames()
    {
        var seed = Random.Shared.Next(1_000_000);
        var tally = new Tally();
        for (var i = 0; i < Policies; i++)
            Compare(new Dice(seed + i), seed + i, tally);
        Assert.True(tally.Compared > 20_000, tally.ToString());
        Assert.True(tally.Allowed > tally.Compared / 20, tally.ToString());
        Assert.True(tally.Audited > 100, tally.ToString());
        Assert.True(tally.OnExactHops > 1_000, tally.ToString());
        string[] expected = ["behind_gateway", "conditions_unseen", "deny_on_open_path", "direct_calls_refused", "no_certificate", "tokens_unread", "ungoverned_unseen"];
        Assert.Empty(expected.Except(tally.Differences.Keys));
        TestContext.Current.SendDiagnosticMessage(tally.ToString());
    }

    private static void Compare(Dice dice, int seed, Tally tally)
    {
        var document = LinkerdPolicies.Document(dice, Now);
        var policy = PolicySet.Of(document);
        var environment = dice.One(PolicyGen.EnvironmentNames);
        var deployments = policy.DeploymentsIn(environment).ToArray();
        if (deployments.Length == 0)
            return;
        var objects = LinkerdObject.Read(LinkerdPolicies.Compile(policy, environment, service: null, Now));
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        var asked = deployments.ToDictionary(d => d.Service.Name, d => (Deployment: d, Hop: LinkerdPolicies.Cover(policy, d), Engine: new LinkerdInterpreter(objects, LinkerdPolicies.PodOf(d.Deployment))));
        for (var compared = 0; compared < RequestsForEach;)
        {
            var wire = Request(dice, document);
            if (wire.Environment != environment || !asked.TryGetValue(wire.Service, out var at))
                continue;
            compared++;
            if (at.Deployment.Deployment.Hops.Count > 1 && dice.Chance(60))
                wire = wire with { Certificate = new ClientCertificate(ClientCertificateKind.Valid, LinkerdPolicies.Gateway.Text) };
            var complaint = Difference(policy, at.Deployment, at.Hop, at.Engine, wire, dice, verifier, tally);
            if (complaint is not null)
                Assert.Fail($"seed {seed}: {complaint}\n{wire.Method} {wire.Path} at {wire.Service} with {wire.Certificate}\nlosses {string.Join(", ", at.Hop.Losses.Select(l => $"{l.Code} {l.Grant}"))}\n{PolicyPrinter.ToYaml(document)}");
        }
    }

    /// <summary>What is wrong; null where the engine decides as the policy says or as the coverage does.</summary>
    private static string? Difference(PolicySet policy, DeploymentPolicy deployment, HopCoverage hop, LinkerdInterpreter engine, WireRequest wire, Dice dice, TokenVerifier verifier, Tally tally)
    {
        var request = new LinkerdRequest(wire.Method, wire.Path, Client(dice, wire.Certificate));
        var isShadow = deployment.Deployment.Mode == Mode.Shadow;
        var allowed = engine.Allows(request, inAudit: true);
        tally.Compared++;
        tally.Allowed += allowed ? 1 : 0;
        tally.Audited += isShadow ? 1 : 0;
        if (engine.Allows(request) != (isShadow || allowed))
            return "an auditing server lets everything pass, any other what is authorized";
        if (deployment.Deployment.Hops.Count > 1)
            return allowed == (wire.Certificate.SpiffeId == LinkerdPolicies.Gateway.Text) ? tally.Note(allowed ? hop.Losses[0].Code : "direct_calls_refused") : "a later hop admits the gateway, and nobody else";
        var comparison = new Comparison(policy, deployment, hop, wire.ToAccessRequest(verifier));
        tally.OnExactHops += hop.Coverage == Coverage.Exact ? 1 : 0;
        if (allowed == (comparison.Verdict.Effect == Effect.Allow))
            return null;
        if (comparison.Named(allowed) is { } named)
            return tally.Note(named);
        return $"linkerd {(allowed ? "allows" : "denies")}, the evaluator says {comparison.Verdict.Reason.Name()} {comparison.Verdict.Grant?.Name}, of the certificate alone {comparison.OfCertificate.Reason.Name()} {comparison.OfCertificate.Grant?.Name}";
    }

    private static WireRequest Request(Dice dice, PolicyDocument document)
    {
        var wire = RequestGen.Request(dice, document, Now);
        if (dice.Chance(50))
            wire = wire with { Headers = [] };
        if (dice.Chance(50))
            wire = wire with { Path = string.Concat(Enumerable.Range(0, 1 + dice.Below(4)).Select(_ => "/" + dice.One(Segments))) };
        if (dice.Chance(40))
        {
            var known = document.Pipelines.Select(p => p.SpiffeId).Concat(document.Workloads.Select(w => w.SpiffeId)).OfType<SpiffeId>().ToArray();
            wire = wire with { Certificate = new ClientCertificate(ClientCertificateKind.Valid, known[dice.Below(known.Length)].Text) };
        }

        return wire;
    }

    /// <summary>The identity that a proxy reads. A service account's certificate holds the DNS name that the mesh gives it, or its SPIFFE ID.</summary>
    private static string? Client(Dice dice, ClientCertificate certificate) => certificate.Kind switch
    {
        ClientCertificateKind.None or ClientCertificateKind.WithoutUri => null,
        ClientCertificateKind.Valid when dice.Chance(50) && certificate.SpiffeId!.Split('/') is [_, _, var domain, "ns", var name, "sa", var account] => $"{account}.{name}.serviceaccount.identity.linkerd.{domain}",
        ClientCertificateKind.Valid => certificate.SpiffeId,
        ClientCertificateKind.TwoUris => $"spiffe://{PolicyGen.TrustDomain}/ci/build",
        ClientCertificateKind.ForeignTrustDomain or ClientCertificateKind.UntrustedIssuer => "spiffe://foreign.example/ci/build",
    };

    private sealed class Tally
    {
        public int Compared { get; set; }

        public int Allowed { get; set; }

        public int Audited { get; set; }

        public int OnExactHops { get; set; }

        public SortedDictionary<string, int> Differences { get; } = new(StringComparer.Ordinal);

        public string? Note(string difference)
        {
            Differences[difference] = Differences.GetValueOrDefault(difference) + 1;
            return null;
        }

        public override string ToString() => $"{Compared} compared, {Allowed} allowed, {Audited} audited, {OnExactHops} on exact hops, {string.Join(", ", Differences.Select(d => $"{d.Key} {d.Value}"))}";
    }
}
