using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Consul;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>Compiled entries on <see cref="ConsulInterpreter"/>, as the only hop or behind a gateway.</summary>
/// <param name="isPlain">Whether grants ask only for what Consul can say; null for either.</param>
internal sealed class ConsulEngineRig(bool? isPlain = null) : IEngineRig
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public Target Target => Target.Consul;

    public int RequestsPerScene => 140;

    /// <summary>How many requests were compared where nothing at all is lost.</summary>
    public int OnExactHops { get; private set; }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Scene MakeScene(Dice dice)
    {
        while (true)
        {
            var document = ConsulPolicies.Document(dice, Now, isPlain ?? dice.Chance(50));
            var environment = dice.One(PolicyGen.EnvironmentNames);
            if (document.Services.Any(s => s.In(environment) is { Mode: Mode.Enforce }))
                return new Scene(document, environment, null, Now);
        }
    }

    public EngineRequest MakeRequest(Dice dice, Scene scene)
    {
        string[] services = [.. scene.Services.Where(s => DeploymentOf(scene, s).Mode == Mode.Enforce)];
        var wire = RequestGen.Request(dice, scene.Document, Now, scene.Environment, services);
        return new EngineRequest(InMesh(dice, wire, DeploymentOf(scene, wire.Service)));
    }

    public ImmutableArray<BundleFile> Compile(Scene scene) => ConsulPolicies.Files(scene.Resolve(), scene.Environment, scene.Slice, scene.Now);

    public Task<IReadOnlyList<Finding>> DecideAsync(Scene scene, ImmutableArray<BundleFile> files, IReadOnlyList<EngineRequest> requests)
    {
        var policy = scene.Resolve();
        var entries = JsonNode.Parse(files.Single(f => f.Path == ConsulCompiler.EntriesPath).Content.Span)!.AsArray();
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        var asked = policy.DeploymentsIn(scene.Environment).Where(d => d.Deployment.Mode == Mode.Enforce).ToDictionary(
            d => d.Service.Name, d => (Deployment: d, Hop: ConsulPolicies.Cover(policy, d), Consul: new ConsulInterpreter(entries, d.Service.Name, PolicyGen.TrustDomain, d.Deployment.Protocol != Protocol.Tcp)));
        return Task.FromResult<IReadOnlyList<Finding>>([.. requests.Select(request => asked.TryGetValue(request.Wire.Service, out var at)
            ? Compare(new Comparison(policy, at.Deployment, at.Hop, request.Wire, verifier), at.Consul)
            : new Finding(Agreement.OwnAnswer, "none", false, "not_of_the_bundle", ""))]);
    }

    private Finding Compare(Comparison comparison, ConsulInterpreter consul)
    {
        var allowed = consul.Allows(comparison.ToConsul());
        var verdict = comparison.Verdict;
        var said = $"consul {(allowed ? "allows" : "denies")}, the evaluator says {verdict.Reason.Name()} {verdict.Detail} {verdict.Grant?.Name}; losses {string.Join(", ", comparison.Hop.Losses.Select(l => $"{l.Code} {l.Grant}"))}";
        OnExactHops += comparison.Hop.Coverage == Coverage.Exact ? 1 : 0;
        if (allowed == comparison.Expected)
            return Found(Agreement.Same, null, said);
        var residual = comparison.NamedDifference(allowed);
        // Behind a gateway, what is wider is so for the gateway alone.
        if (residual is null && allowed && comparison.Deployment.Hops.Count > 1 && comparison.Wire.Certificate.SpiffeId != ConsulPolicies.Gateway.Text)
            return Found(Agreement.Disagreement, null, said);
        var named = residual ?? comparison.Loss(allowed)?.Code;
        return Found(named is null ? Agreement.Disagreement : Agreement.Named, named, said);

        Finding Found(Agreement agreement, string? code, string text) => new(agreement, verdict.Reason.Name(), allowed, code, text);
    }

    private static Deployment DeploymentOf(Scene scene, string service) => scene.Document.Services.Single(s => s.Name == service).In(scene.Environment)!;

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
}
