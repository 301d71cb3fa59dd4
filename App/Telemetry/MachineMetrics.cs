using System.Diagnostics.Metrics;
using AccessConsole.Core.Model;
using AccessConsole.Tokens;

namespace AccessConsole.Telemetry;

/// <summary>
/// What the machine side counts. On the path of every poll a counter is one increment of a number in memory; what is read of it is made when somebody
/// reads, so that polls allocate nothing and look nothing up.
/// </summary>
public sealed class MachineMetrics
{
    private static readonly string[] TargetNames = [.. Enum.GetValues<Target>().Select(target => target.Name())];

    // By target and whether the client's copy was current.
    private readonly long[] archives = new long[TargetNames.Length];
    private readonly long[] unchanged = new long[TargetNames.Length];
    private readonly Counter<long> refusals;
    private readonly Counter<long> tokenRefusals;

    public MachineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ConsoleMetrics.MeterName);
        meter.CreateObservableCounter("access.bundle.answers", Answers, description: "Good answers to requests for current bundles");
        refusals = meter.CreateCounter<long>("access.machine.refusals", description: "Requests that the machine side refused");
        tokenRefusals = meter.CreateCounter<long>("access.token.refusals", description: "Tokens that were not let in, by side and reason");
    }

    public void CountArchive(Target target) => Interlocked.Increment(ref archives[(int)target]);

    public void CountUnchanged(Target target) => Interlocked.Increment(ref unchanged[(int)target]);

    /// <param name="code">The problem's.</param>
    public void CountRefusal(int status, string code) => refusals.Add(1, new("status", status), new("code", code));

    /// <param name="side"><c>machine</c> or <c>management</c>.</param>
    public void CountTokenRefusal(string side, TokenAbsence reason) => CountTokenRefusal(side, reason.ToString().ToLowerInvariant());

    public void CountTokenRefusal(string side, string reason) => tokenRefusals.Add(1, new("side", side), new("reason", reason));

    private IEnumerable<Measurement<long>> Answers()
    {
        for (var target = 0; target < TargetNames.Length; target++)
        {
            yield return Of(archives[target], target, StatusCodes.Status200OK);
            yield return Of(unchanged[target], target, StatusCodes.Status304NotModified);
        }
    }

    private static Measurement<long> Of(long count, int target, int status) => new(count, new("target", TargetNames[target]), new("status", status));
}
