using System.Globalization;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Sample;

/// <summary>
/// What an engine would have told of the sample organisation's last days: its builds' calls, each decided by the evaluator. The enforcement point that they
/// are said to come from is called <see cref="Point"/>, so that nobody takes them for traffic.
/// </summary>
internal static class SampleDecisions
{
    public const string Point = "sample";

    private const int FirstNumber = 1200;
    private static readonly TimeSpan Past = TimeSpan.FromDays(3);
    private static readonly TimeSpan UntilFirstCall = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromSeconds(7);

    /// <summary>Oldest first; none after <paramref name="now"/>.</summary>
    public static IReadOnlyList<LoggedDecision> Of(PolicySet policy, int revision, DateTimeOffset now)
    {
        var point = Guid.CreateVersion7(now);
        var whole = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return [.. SampleTraffic.Builds.SelectMany((build, index) => Calls(build, index, whole)).Where(call => call.At <= now).OrderBy(call => call.At).Select(call => Decide(policy, call, point, revision))];
    }

    /// <summary>Builds of different pipelines do not begin at the same minute.</summary>
    private static IEnumerable<Call> Calls(SampleBuild build, int index, DateTimeOffset now)
    {
        var number = FirstNumber + (100 * index);
        for (var start = now - Past + TimeSpan.FromMinutes(13 * (index + 1)); start < now; start += build.Every, number++)
        {
            var job = Guid.CreateVersion7(start);
            foreach (var (place, call) in build.Calls.Index())
                yield return new Call(build, call, number, job, start + UntilFirstCall + (BetweenCalls * place));
        }
    }

    private static LoggedDecision Decide(PolicySet policy, Call call, Guid point, int revision)
    {
        var (build, to) = (call.Build, call.To);
        var decision = Evaluator.Explain(policy, RequestReader.ToAccessRequest(policy, RequestOf(call), call.At));
        var claims = ClaimsOf(call);
        return new LoggedDecision
        {
            Id = Guid.CreateVersion7(call.At),
            At = call.At,
            PointId = point,
            Point = Point,
            Target = Target.Nginx,
            Environment = to.Environment,
            Service = to.Service,
            Principal = $"pipeline/{build.Pipeline}",
            Method = to.Method,
            Path = to.Path,
            Effect = decision.IsAllowed ? "allow" : "deny",
            Reason = decision.Reason.Name(),
            Detail = decision.Detail,
            Grant = decision.Grant,
            Mode = decision.Mode == Mode.Shadow ? "shadow" : "enforce",
            Revision = revision,
            Trace = Guid.NewGuid().ToString("N"),
            Build = LoggedClaims.BuildOf(claims),
            Job = call.Job.ToString(),
            Claims = claims,
        };
    }

    private static DecisionRequest RequestOf(Call call) => new()
    {
        Pipeline = call.Build.Pipeline,
        Branch = call.Build.Branch,
        Tag = call.Build.Tag,
        Source = call.Build.Source,
        Queue = call.Build.Queue,
        Environment = call.To.Environment,
        Service = call.To.Service,
        Method = call.To.Method,
        Path = call.To.Path,
        Time = call.At,
    };

    private static ValueMap ClaimsOf(Call call)
    {
        (string Name, string? Value)[] claims =
        [
            (ClaimNames.OrganizationSlug, "acme"),
            (ClaimNames.PipelineSlug, call.Build.Pipeline),
            (LoggedClaims.BuildNumber, call.Number.ToString(CultureInfo.InvariantCulture)),
            (LoggedClaims.JobId, call.Job.ToString()),
            (ClaimNames.Branch, call.Build.Branch),
            (ClaimNames.Tag, call.Build.Tag),
            (ClaimNames.Source, call.Build.Source),
            (ClaimNames.QueueKey, call.Build.Queue),
        ];
        return new ValueMap(claims.Where(claim => claim.Value is not null).Select(claim => KeyValuePair.Create(claim.Name, claim.Value!)));
    }

    private sealed record Call(SampleBuild Build, SampleCall To, int Number, Guid Job, DateTimeOffset At);
}
