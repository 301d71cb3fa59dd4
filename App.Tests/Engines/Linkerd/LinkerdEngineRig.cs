using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>Compiled objects on <see cref="LinkerdInterpreter"/>, as the only hop or behind a gateway.</summary>
internal sealed class LinkerdEngineRig : IEngineRig
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Segments = ["a", "b", "x", "admin", "adminx", "admi", "ad", "a.b", ".", "..", "...", ".a", "", "%20", "%2e%2e", "%2F", "%C3%A9", "%c3", ";v", "a;b", "svc.Name", "Call", "healthz", "A", "{", "|"];

    public Target Target => Target.Linkerd;

    public int RequestsPerScene => 120;

    /// <summary>How many requests were asked of servers that only audit.</summary>
    public int Audited { get; private set; }

    /// <summary>How many requests were compared where nothing at all is lost.</summary>
    public int OnExactHops { get; private set; }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Scene MakeScene(Dice dice)
    {
        while (true)
        {
            var document = LinkerdPolicies.Document(dice, Now);
            var environment = dice.One(PolicyGen.EnvironmentNames);
            if (document.Services.Any(s => s.In(environment) is not null))
                return new Scene(document, environment, null, Now);
        }
    }

    public EngineRequest MakeRequest(Dice dice, Scene scene)
    {
        var wire = Varied(dice, scene.Document, RequestGen.Request(dice, scene.Document, Now, scene.Environment, scene.Services));
        var deployment = scene.Document.Services.Single(s => s.Name == wire.Service).In(scene.Environment)!;
        if (deployment.Hops.Count > 1 && dice.Chance(60))
            wire = wire with { Certificate = new ClientCertificate(ClientCertificateKind.Valid, LinkerdPolicies.Gateway.Text) };
        return new EngineRequest(wire) { PeerName = Client(dice, wire.Certificate) };
    }

    public ImmutableArray<BundleFile> Compile(Scene scene) => LinkerdPolicies.Compile(scene.Resolve(), scene.Environment, scene.Slice, scene.Now);

    public Task<IReadOnlyList<Finding>> DecideAsync(Scene scene, ImmutableArray<BundleFile> files, IReadOnlyList<EngineRequest> requests)
    {
        var policy = scene.Resolve();
        var objects = LinkerdObject.Read(files);
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        var asked = policy.DeploymentsIn(scene.Environment).ToDictionary(
            d => d.Service.Name, d => (Deployment: d, Hop: LinkerdPolicies.Cover(policy, d), Engine: new LinkerdInterpreter(objects, LinkerdPolicies.PodOf(d.Deployment))));
        return Task.FromResult<IReadOnlyList<Finding>>([.. requests.Select(request => asked.TryGetValue(request.Wire.Service, out var at)
            ? Compare(new Comparison(policy, at.Deployment, at.Hop, request.Wire.ToAccessRequest(verifier)), at.Deployment.Deployment, at.Hop, at.Engine, request)
            : new Finding(Agreement.OwnAnswer, "none", false, "not_of_the_bundle", ""))]);
    }

    private Finding Compare(Comparison comparison, Deployment deployment, HopCoverage hop, LinkerdInterpreter engine, EngineRequest asked)
    {
        var wire = asked.Wire;
        var request = new LinkerdRequest(wire.Method, wire.Path, wire.Certificate.Kind == ClientCertificateKind.None ? null : asked.PeerName);
        var isShadow = deployment.Mode == Mode.Shadow;
        var allowed = engine.Allows(request, inAudit: true);
        Audited += isShadow ? 1 : 0;
        OnExactHops += hop.Coverage == Coverage.Exact ? 1 : 0;
        if (engine.Allows(request) != (isShadow || allowed))
            return Found(Agreement.Disagreement, null, "an auditing server lets everything pass, any other what is authorized");
        if (deployment.Hops.Count > 1)
        {
            var isFromGateway = wire.Certificate.SpiffeId == deployment.Hops[^2].SpiffeId?.Text;
            return Found(allowed == isFromGateway ? Agreement.Named : Agreement.Disagreement, allowed ? hop.Losses[0].Code : "direct_calls_refused", "a later hop admits the gateway, and nobody else");
        }

        var said = $"linkerd {(allowed ? "allows" : "denies")}, the evaluator says {comparison.Verdict.Reason.Name()} {comparison.Verdict.Grant?.Name}, of the certificate alone {comparison.OfCertificate.Reason.Name()} {comparison.OfCertificate.Grant?.Name}";
        if (allowed == (comparison.Verdict.Effect == Effect.Allow))
            return Found(Agreement.Same, null, said);
        var named = comparison.Named(allowed);
        return Found(named is null ? Agreement.Disagreement : Agreement.Named, named, said);

        Finding Found(Agreement agreement, string? code, string text) => new(agreement, comparison.Verdict.Reason.Name(), allowed, code, text);
    }

    private static WireRequest Varied(Dice dice, PolicyDocument document, WireRequest wire)
    {
        if (dice.Chance(50))
            wire = wire with { Headers = [] };
        if (dice.Chance(50))
            wire = wire with { Path = string.Concat(Enumerable.Range(0, 1 + dice.Below(4)).Select(_ => "/" + dice.One(Segments))) };
        if (!dice.Chance(40))
            return wire;
        var known = document.Pipelines.Select(p => p.SpiffeId).Concat(document.Workloads.Select(w => w.SpiffeId)).OfType<SpiffeId>().ToArray();
        return wire with { Certificate = new ClientCertificate(ClientCertificateKind.Valid, known[dice.Below(known.Length)].Text) };
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
}
