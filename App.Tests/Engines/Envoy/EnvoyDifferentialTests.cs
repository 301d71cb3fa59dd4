using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Opa;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>Compiled bundles on an interpreter of Envoy's configuration against the evaluator, on random policies and hostile requests.</summary>
public sealed class EnvoyDifferentialTests
{
    private const int Policies = 90;
    private const int RequestsForEach = 1200;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly SpiffeId Gateway = SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/gateway");

    [Fact]
    public void EmittedConfiguration_OnRandomPoliciesAndHostileRequests_DecidesAsTheEvaluator()
    {
        var seed = Random.Shared.Next(1_000_000);
        var reasons = new Dictionary<DecisionReason, int>();
        for (var i = 0; i < Policies; i++)
            Compare(new Dice(seed + i), seed + i, reasons);
        var said = string.Join(", ", reasons.OrderBy(r => r.Key).Select(r => $"{r.Key} {r.Value}"));
        Assert.True(reasons.Values.Sum() > 20_000 && reasons.Count >= 10, said);
        TestContext.Current.SendDiagnosticMessage(said);
    }

    private static void Compare(Dice dice, int seed, Dictionary<DecisionReason, int> reasons)
    {
        var gateway = dice.Chance(25) ? Gateway : (SpiffeId?)null;
        var document = EnvoyBundles.Before(DecisionGen.Document(dice, Now), gateway);
        var policy = PolicySet.Of(document);
        var environment = dice.One(PolicyGen.EnvironmentNames);
        var slice = dice.Chance(25) ? policy.DeploymentsIn(environment).FirstOrDefault()?.Service.Name : null;
        var envoy = new EnvoyInterpreter(EnvoyBundles.Of(policy, environment, slice));
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        for (var i = 0; i < RequestsForEach; i++)
        {
            var request = RequestGen.Request(dice, document, Now.AddHours(dice.Below(5) - 2).AddMilliseconds(dice.Below(3) - 1));
            // Few requests are meant for another deployment than their token is: what hostile tokens there are besides is enough.
            if (request.Environment != environment || (slice is not null && request.Service != slice)
                || policy.Find(environment, request.Service) is not { Deployment.Protocol: not Protocol.Tcp } deployment)
                continue;
            var verdict = Evaluator.Decide(policy, request.ToAccessRequest(verifier));
            if (IsResidual(request, verdict))
                continue;
            var answer = Ask(envoy, dice, deployment, request, gateway);
            reasons[verdict.Reason] = reasons.GetValueOrDefault(verdict.Reason) + 1;
            Assert.True(
                IsSame(verdict, answer),
                $"seed {seed}: {request} with {string.Join(", ", request.Headers)}: evaluator {verdict}, envoy {answer}\n{Encoding.UTF8.GetString(PolicyPrinter.ToJson(document))}");
        }
    }

    /// <summary>The same decision by the same grant; a principal that no rule names is nobody to Envoy, whoever denies it.</summary>
    private static bool IsSame(Verdict verdict, EnvoyAnswer answer)
    {
        var isAllowed = verdict.Effect == Effect.Allow;
        if (answer.IsAllowed != isAllowed || answer.Passes != (isAllowed || verdict.Mode == Mode.Shadow))
            return false;
        return verdict.Grant is null
            ? !answer.Policy.StartsWith("grant-", StringComparison.Ordinal)
            : answer.Policy == verdict.Grant.Name || (!isAllowed && answer.Policy == "unknown_principal");
    }

    /// <summary>What coverage lists as left out: lengths of paths, and in shadow what handshakes refuse and whom two credentials name.</summary>
    private static bool IsResidual(WireRequest request, Verdict verdict) =>
        request.Path.Length > CanonicalPath.MaxBytes
        || (verdict.Mode == Mode.Shadow && (IsRefusedInHandshake(request) || (request.Certificate.Kind != ClientCertificateKind.None && !request.Headers.IsEmpty)));

    internal static EnvoyAnswer Ask(EnvoyInterpreter envoy, Dice dice, DeploymentPolicy deployment, WireRequest request, SpiffeId? gateway)
    {
        if (IsRefusedInHandshake(request))
            return new EnvoyAnswer("handshake", false, false);
        var names = request.Certificate.Kind switch
        {
            ClientCertificateKind.Valid => ImmutableArray.Create(request.Certificate.SpiffeId!),
            ClientCertificateKind.TwoUris => [$"spiffe://{PolicyGen.TrustDomain}/ci/build", $"spiffe://{PolicyGen.TrustDomain}/ci/deploy"],
            _ => gateway is { } transport ? [transport.Text] : (ImmutableArray<string>?)null,
        };
        var host = deployment.Deployment.Hosts[0];
        return envoy.Decide(new EnvoyRequest(
            dice.One(host, host.ToUpperInvariant(), $"{host}.", $"{host}:8443"),
            request.Method,
            request.Path + dice.One("", "", "?", "?x=/admin/", "?a=?b%2f//.."),
            [.. request.Headers, .. Forged(dice)],
            names,
            request.Time,
            dice.One("", host)));
    }

    /// <summary>What only the token filter may say.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Forged(Dice dice) => dice.Chance(10)
        ?
        [
            new("X-Access-Token-Issuer", TokenForge.Issuer),
            new("x-access-token-organization", PolicyGen.OrganizationId.ToString()),
            new("x-access-token-pipeline", "0187c6a2-0000-4000-8000-000000000000"),
        ]
        : [];

    private static bool IsRefusedInHandshake(WireRequest request) => request.Certificate.Kind
        is ClientCertificateKind.WithoutUri or ClientCertificateKind.ForeignTrustDomain or ClientCertificateKind.UntrustedIssuer;
}
