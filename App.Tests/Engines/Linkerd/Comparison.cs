using System.Text.RegularExpressions;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>
/// One request at one Linkerd hop: what the evaluator says of all its credentials, and of the certificate alone, which is all that Linkerd sees.
/// </summary>
internal sealed partial class Comparison(PolicySet policy, DeploymentPolicy deployment, HopCoverage hop, AccessRequest request)
{
    /// <summary>What the policy says.</summary>
    public Verdict Verdict { get; } = Evaluator.Decide(policy, request);

    /// <summary>What it would say without the token.</summary>
    public Verdict OfCertificate { get; } = Evaluator.Decide(policy, request with { Caller = request.Caller with { Token = null } });

    /// <summary>The loss or residual that names the difference; null where none does.</summary>
    public string? Named(bool allowed) => allowed ? NamedExcess() : NamedLack();

    private string? NamedExcess()
    {
        if (OfCertificate.Effect == Effect.Allow)
        {
            // A token made the difference. Where it shows somebody to be denied, a loss must say so.
            return Verdict.Reason == DecisionReason.DeniedByGrant ? Loss(Coverage.Wider, Verdict.Grant!.Name) : Residual("tokens_unread");
        }

        return OfCertificate.Reason switch
        {
            DecisionReason.DeniedByGrant => Loss(Coverage.Wider, OfCertificate.Grant!.Name),
            DecisionReason.UnknownPrincipal when request.Caller.Certificate is { SpiffeId: null } => Residual("certificates_by_mesh"),
            // Of what is not canonical, escapes that are no text and mere length pass, and nothing else.
            _ when !CanonicalPath.IsCanonical(request.Path) && Canonical().IsMatch(request.Path) => Residual("path_encoding"),
            _ => null,
        };
    }

    private string? NamedLack()
    {
        if (Verdict.Reason == DecisionReason.NotGoverned || OfCertificate.Reason == DecisionReason.NotGoverned)
            return Loss(Coverage.Narrower, null);
        if (OfCertificate.Effect == Effect.Allow || Verdict.Grant is not { } grant)
            return null;
        if (Loss(Coverage.Narrower, grant.Name) is { } ofGrant)
            return ofGrant;
        var rule = deployment.Rules.Single(r => r.Grant == grant);
        // A deny whose condition the token shows to be false.
        if (hop.Losses.FirstOrDefault(l => l is { Coverage: Coverage.Narrower, Grant: not null } && deployment.Rules.Any(r => r.Effect == Effect.Deny && r.Grant.Name == l.Grant)) is { } ofDeny)
            return ofDeny.Code;
        var isOwn = request.Caller.Certificate?.SpiffeId is { } id && policy.Principals.WithSpiffeId(id).Length == 1;
        return !isOwn && (rule.IsForAnyone || rule.Principals.Members.Any(HasCertificate)) ? Residual("tokens_unread") : null;
    }

    private bool HasCertificate(Principal principal) => principal.SpiffeId is { } id && policy.Principals.WithSpiffeId(id).Length == 1;

    private string? Loss(Coverage coverage, string? grant) => hop.Losses.FirstOrDefault(l => l.Coverage == coverage && l.Grant == grant)?.Code;

    private string? Residual(string code) => hop.Residuals.FirstOrDefault(r => r.Code == code)?.Code;

    /// <summary>The form of a canonical path, without what its escapes say and how long it is.</summary>
    [GeneratedRegex(@"\A/(?:(?:(?!\.{1,2}(?:/|\z))(?:[A-Za-z0-9_~!$&'()*+,=:@.-]|%(?:2[02]|3[CE]|5[BDE]|60|7[BCD]|[89A-F][0-9A-F]))+)(?:/(?!\.{1,2}(?:/|\z))(?:[A-Za-z0-9_~!$&'()*+,=:@.-]|%(?:2[02]|3[CE]|5[BDE]|60|7[BCD]|[89A-F][0-9A-F]))+)*/?)?\z")]
    private static partial Regex Canonical();
}
