using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Distribution.Points;

namespace AccessConsole.Distribution.Deciding;

/// <summary>Makes decisions over HTTP into lines of the log. Those of one asker or caller often come in a row, and are then worked out once.</summary>
internal sealed class DecidedLines
{
    private (AccessToken Asker, string Name, Guid Id)? lastPoint;
    private (TokenClaims Claims, ValueMap Logged)? lastClaims;

    public LoggedDecision Of(DecidedRequest request)
    {
        var (decision, verdict) = (request.Decision, request.Decision.Verdict);
        var (_, point, pointId) = PointOf(request.Asker);
        var claims = verdict.Reason == DecisionReason.TokenInvalid || decision.Claims is not { } known ? ValueMap.Empty : ClaimsOf(known);
        return new LoggedDecision
        {
            Id = Guid.NewGuid(),
            At = decision.At.AddTicks(-(decision.At.Ticks % TimeSpan.TicksPerMicrosecond)),
            PointId = pointId,
            Point = point,
            Target = null,
            Environment = request.Asker.Environment!,
            Service = verdict.Reason == DecisionReason.UnknownService ? null : request.Service,
            Principal = verdict.Principal is { } principal ? PrincipalKey.Of(principal) : null,
            Method = request.Method.Length == 0 ? null : LogText.Clean(request.Method, DecidedRequest.MaxMethod),
            Path = request.Path is { } path ? LogText.Clean(path, CanonicalPath.MaxBytes) : null,
            Effect = verdict.Effect == Effect.Allow ? "allow" : "deny",
            Reason = verdict.Reason.Name(),
            Detail = verdict.Detail,
            // Of probes and CORS the console made the grant itself: nobody finds it by a name.
            Grant = verdict.Grant is { } grant && LogText.IsName(grant.Name) ? grant.Name : null,
            Mode = verdict.Mode == Mode.Shadow ? "shadow" : "enforce",
            Revision = decision.Revision,
            Trace = request.TraceParent?.Split('-') is [_, var trace, ..] && LogText.IsHexadecimal(trace, 32) ? trace : null,
            Build = LoggedClaims.BuildOf(claims),
            Job = claims.GetValueOrDefault(LoggedClaims.JobId),
            Claims = claims,
        };
    }

    private (AccessToken Asker, string Name, Guid Id) PointOf(AccessToken asker)
    {
        if (lastPoint is { } known && ReferenceEquals(known.Asker, asker))
            return known;
        var name = DecidedRequest.PointOf(asker);
        lastPoint = (asker, name, EnforcementPoints.IdOf(asker.Id, name));
        return lastPoint.Value;
    }

    private ValueMap ClaimsOf(TokenClaims claims)
    {
        if (lastClaims is { } known && ReferenceEquals(known.Claims, claims))
            return known.Logged;
        var logged = LoggedClaims.Of(claims);
        if (logged.Any(claim => !ReferenceEquals(LogText.Clean(claim.Value, LoggedClaims.MaxLength), claim.Value)))
            logged = new ValueMap(logged.Select(claim => KeyValuePair.Create(claim.Key, LogText.Clean(claim.Value, LoggedClaims.MaxLength))));
        lastClaims = (claims, logged);
        return logged;
    }
}
