using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>Compiled objects on <see cref="IstioInterpreter"/>: a sidecar or a waypoint, as the only hop or behind a gateway.</summary>
internal sealed class IstioEngineRig : IEngineRig
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public Target Target => Target.Istio;

    public int RequestsPerScene => 140;

    /// <summary>How many requests were asked of policies in a dry run besides.</summary>
    public int DryRuns { get; private set; }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Scene MakeScene(Dice dice)
    {
        while (true)
        {
            var hasLosses = dice.Chance(30);
            var document = IstioPolicies.Document(dice, Now);
            if (hasLosses)
                document = IstioLosses.In(dice, document);
            var environment = dice.One(PolicyGen.EnvironmentNames);
            var services = document.Services.Where(s => s.In(environment) is not null).Select(s => s.Name).ToArray();
            if (services.Length > 0)
                return new Scene(document, environment, dice.Chance(40) ? services[dice.Below(services.Length)] : null, Now) { HasLosses = hasLosses };
        }
    }

    public EngineRequest MakeRequest(Dice dice, Scene scene)
    {
        var wire = RequestGen.Request(dice, scene.Document, Now, scene.Environment, scene.Services);
        var deployment = scene.Document.Services.Single(s => s.Name == wire.Service).In(scene.Environment)!;
        if (scene.HasLosses)
            wire = IstioLosses.Request(dice, scene.Document, wire, Now);
        if (deployment.Hops.Count > 1 && dice.Chance(60))
            wire = wire with { Certificate = new ClientCertificate(ClientCertificateKind.Valid, IstioPolicies.Gateway.Text) };
        return new EngineRequest(wire);
    }

    public ImmutableArray<BundleFile> Compile(Scene scene) => IstioPolicies.Compile(scene.Resolve(), scene.Environment, scene.Slice, scene.Now);

    public Task<IReadOnlyList<Finding>> DecideAsync(Scene scene, ImmutableArray<BundleFile> files, IReadOnlyList<EngineRequest> requests)
    {
        var policy = scene.Resolve();
        var objects = IstioObject.Read(files);
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        var asked = policy.DeploymentsIn(scene.Environment).Where(d => scene.Slice is null || d.Service.Name == scene.Slice).ToDictionary(
            d => d.Service.Name, d => (Deployment: d, Hop: IstioPolicies.Cover(policy, d), Istio: new IstioInterpreter(objects, IstioPolicies.WorkloadOf(d.Service, d.Deployment))));
        return Task.FromResult<IReadOnlyList<Finding>>([.. requests.Select(request => asked.TryGetValue(request.Wire.Service, out var at)
            ? Compare(scene, new Comparison(policy, at.Deployment, at.Hop, request.Wire, verifier), at.Istio)
            : new Finding(Agreement.OwnAnswer, "none", false, "not_of_the_bundle", ""))]);
    }

    private Finding Compare(Scene scene, Comparison comparison, IstioInterpreter istio)
    {
        var allowed = istio.Allows(comparison.ToIstio());
        var difference = Difference(comparison.Expected, allowed);
        // In shadow everything passes, and the dry run says what would have.
        if (difference is null && allowed && comparison is { Deployment.Mode: Mode.Shadow, Hop.Coverage: not Coverage.NotEnforced })
        {
            DryRuns++;
            difference = Difference(comparison.Granted, istio.Allows(comparison.ToIstio(), inDryRun: true));
        }

        var verdict = comparison.Verdict;
        var said = $"istio {(allowed ? "allows" : "denies")}, the evaluator says {verdict.Reason.Name()} {verdict.Detail} {verdict.Grant?.Name}; losses {string.Join(", ", comparison.Hop.Losses.Select(l => $"{l.Code} {l.Coverage}"))}";
        var code = difference is not { } direction ? null : comparison.NamedDifference() ?? (scene.HasLosses ? comparison.LossThatNames(direction) : null);
        var agreement = difference is null ? Agreement.Same : code is null ? Agreement.Disagreement : Agreement.Named;
        return new Finding(agreement, verdict.Reason.Name(), allowed, code, said);
    }

    private static Coverage? Difference(bool expected, bool allowed) => expected == allowed ? null : allowed ? Coverage.Wider : Coverage.Narrower;
}
