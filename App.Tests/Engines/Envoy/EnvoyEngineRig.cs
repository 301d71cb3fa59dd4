using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Envoy;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Engines.Opa;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>Compiled bundles on <see cref="EnvoyInterpreter"/>, as the only hop or behind a gateway.</summary>
internal sealed class EnvoyEngineRig : IEngineRig
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly SpiffeId Gateway = SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/gateway");

    public Target Target => Target.Envoy;

    public int RequestsPerScene => 240;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Scene MakeScene(Dice dice)
    {
        while (true)
        {
            var document = EnvoyBundles.Before(DecisionGen.Document(dice, Now), dice.Chance(25) ? Gateway : null);
            var environment = dice.One(PolicyGen.EnvironmentNames);
            var services = document.Services.Where(s => s.In(environment) is { Protocol: not Protocol.Tcp }).Select(s => s.Name).ToArray();
            if (services.Length > 0)
                return new Scene(document, environment, dice.Chance(25) ? services[0] : null, Now);
        }
    }

    public EngineRequest MakeRequest(Dice dice, Scene scene)
    {
        string[] services = [.. scene.Services.Where(s => DeploymentOf(scene, s) is not null)];
        var wire = RequestGen.Request(dice, scene.Document, Now.AddHours(dice.Below(5) - 2).AddMilliseconds(dice.Below(3) - 1), scene.Environment, services);
        var deployment = DeploymentOf(scene, wire.Service)!;
        var host = deployment.Hosts[0];
        return new EngineRequest(wire)
        {
            Host = dice.One(host, host.ToUpperInvariant(), $"{host}.", $"{host}:8443"),
            Query = dice.One("", "", "?", "?x=/admin/", "?a=?b%2f//.."),
            ServerName = dice.One("", "", "", "", host, host, host, "elsewhere.acme.example"),
            MoreHeaders = Forged(dice),
        };
    }

    public ImmutableArray<BundleFile> Compile(Scene scene) => EnvoyBundles.Of(scene.Resolve(), scene.Environment, scene.Slice);

    public Task<IReadOnlyList<Finding>> DecideAsync(Scene scene, ImmutableArray<BundleFile> files, IReadOnlyList<EngineRequest> requests)
    {
        var policy = scene.Resolve();
        var envoy = new EnvoyInterpreter(files);
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        return Task.FromResult<IReadOnlyList<Finding>>([.. requests.Select(request => Compare(policy, envoy, verifier, request))]);
    }

    private static Deployment? DeploymentOf(Scene scene, string service) =>
        scene.Document.Services.FirstOrDefault(s => s.Name == service)?.In(scene.Environment) is { Protocol: not Protocol.Tcp } deployment ? deployment : null;

    private static Finding Compare(PolicySet policy, EnvoyInterpreter envoy, TokenVerifier verifier, EngineRequest request)
    {
        var wire = request.Wire;
        if (policy.Find(wire.Environment, wire.Service) is not { Deployment: { Protocol: not Protocol.Tcp } deployment } resolved)
            return new Finding(Agreement.OwnAnswer, "none", false, "not_of_the_bundle", "");
        // A server name of another host is a request to nobody, which only the engine can see.
        var isMisdirected = request.ServerName.Length > 0 && request.ServerName != deployment.Hosts[0];
        var verdict = isMisdirected ? new Verdict(DecisionReason.UnknownService, Mode: deployment.Mode) : Evaluator.Decide(policy, wire.ToAccessRequest(verifier));
        var isAllowed = verdict.Effect == Effect.Allow;
        if (ResidualOf(request, verdict) is { } residual)
        {
            var isListed = new EnvoyCompiler().Cover(policy.Principals, resolved, deployment.Hops.Count - 1).Residuals.Any(r => r.Code == residual);
            return new Finding(isListed ? Agreement.OwnAnswer : Agreement.Disagreement, verdict.Reason.Name(), isAllowed, residual, $"the residual {residual} is not listed");
        }

        var answer = Ask(envoy, deployment, request);
        return new Finding(
            IsSame(resolved, verdict, answer) ? Agreement.Same : Agreement.Disagreement, verdict.Reason.Name(), isAllowed, null,
            $"the evaluator says {verdict.Reason.Name()} {verdict.Detail} {verdict.Grant?.Name}, envoy {answer}");
    }

    /// <summary>The same decision by the same grant; a principal that no rule names is nobody to Envoy, whoever denies it.</summary>
    private static bool IsSame(DeploymentPolicy deployment, Verdict verdict, EnvoyAnswer answer)
    {
        var isAllowed = verdict.Effect == Effect.Allow;
        if (answer.IsAllowed != isAllowed || answer.Passes != (isAllowed || verdict.Mode == Mode.Shadow))
            return false;
        if (!IsOfTheSame(deployment, verdict, answer))
            return false;
        return verdict.Grant is null
            ? !answer.Policy.StartsWith("grant-", StringComparison.Ordinal)
            : answer.Policy == verdict.Grant.Name || (!isAllowed && answer.Policy == "unknown_principal");
    }

    /// <summary>Whom Envoy names is whom the evaluator found; and where a grant decided about somebody whom rules name, Envoy names them.</summary>
    private static bool IsOfTheSame(DeploymentPolicy deployment, Verdict verdict, EnvoyAnswer answer)
    {
        if (answer.Principal is not null)
            return verdict.Principal is { } found && answer.Principal == $"{(found.Pipeline is null ? "workload" : "pipeline")}/{found.Name}";
        return verdict.Principal is null || verdict.Grant is null || answer.Policy == "unknown_principal" || !deployment.NamedPrincipals().Contains(verdict.Principal);
    }

    /// <summary>What coverage lists as left out: lengths of paths, and in shadow what handshakes refuse and whom two credentials name.</summary>
    public static string? ResidualOf(EngineRequest request, Verdict verdict)
    {
        if (request.Wire.Path.Length > CanonicalPath.MaxBytes)
            return "path_length";
        if (verdict.Mode != Mode.Shadow)
            return null;
        if (IsRefusedInHandshake(request.Wire))
            return "envoy_own_refusals";
        return request.Wire.Certificate.Kind != ClientCertificateKind.None && !request.Wire.Headers.IsEmpty ? "shadow_identity" : null;
    }

    public static EnvoyAnswer Ask(EnvoyInterpreter envoy, Deployment deployment, EngineRequest request) =>
        IsRefusedInHandshake(request.Wire) ? new EnvoyAnswer("handshake", false, false) : envoy.Decide(RequestOf(deployment, request));

    /// <summary>The request as it reaches the filters.</summary>
    public static EnvoyRequest RequestOf(Deployment deployment, EngineRequest request)
    {
        var gateway = deployment.Hops.Count > 1 ? deployment.Hops[^2].SpiffeId : null;
        var names = request.Wire.Certificate.Kind switch
        {
            ClientCertificateKind.Valid => ImmutableArray.Create(request.Wire.Certificate.SpiffeId!),
            ClientCertificateKind.TwoUris => [$"spiffe://{PolicyGen.TrustDomain}/ci/build", $"spiffe://{PolicyGen.TrustDomain}/ci/deploy"],
            _ => gateway is { } transport ? [transport.Text] : (ImmutableArray<string>?)null,
        };
        return new EnvoyRequest(
            request.Host.Length == 0 ? deployment.Hosts[0] : request.Host,
            request.Wire.Method,
            request.Wire.Path + request.Query,
            [.. request.Wire.Headers, .. request.MoreHeaders],
            names,
            request.Wire.Time,
            request.ServerName);
    }

    /// <summary>What only the token filter may say.</summary>
    private static ImmutableArray<KeyValuePair<string, string>> Forged(Dice dice) => dice.Chance(10)
        ?
        [
            new("X-Access-Token-Issuer", TokenForge.Issuer),
            new("x-access-token-organization", PolicyGen.OrganizationId.ToString()),
            new("x-access-token-pipeline", "0187c6a2-0000-4000-8000-000000000000"),
        ]
        : [];

    public static bool IsRefusedInHandshake(WireRequest request) => request.Certificate.Kind
        is ClientCertificateKind.WithoutUri or ClientCertificateKind.ForeignTrustDomain or ClientCertificateKind.UntrustedIssuer;
}
