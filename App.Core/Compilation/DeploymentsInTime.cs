using System.Runtime.CompilerServices;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>
/// Deployments as they stand at an instant, for engines that cannot tell the time: the rules in force, without the bounds of their validity.
/// What was compiled of a state is remembered by its instance, which is the same from one boundary to the next.
/// </summary>
internal sealed class DeploymentsInTime
{
    /// <summary>More than the states that a bundle carries; those before are let go.</summary>
    private const int StatesKept = 2 * Bundles.BundleStates.MaxCount;

    private readonly ConditionalWeakTable<DeploymentPolicy, Periods> known = [];

    public DeploymentPolicy At(DeploymentPolicy deployment, DateTimeOffset instant) =>
        deployment.Boundaries.Count == 0 ? deployment : known.GetValue(deployment, d => new Periods(d)).At(instant);

    private sealed class Periods(DeploymentPolicy deployment)
    {
        private readonly DeploymentPolicy?[] states = new DeploymentPolicy?[deployment.Boundaries.Count + 1];

        public DeploymentPolicy At(DateTimeOffset instant)
        {
            // A boundary belongs to the period that it begins.
            var period = deployment.Boundaries.CountUpTo(instant);
            if (Volatile.Read(ref states[period]) is { } standing)
                return standing;
            if (period >= StatesKept)
                Volatile.Write(ref states[period - StatesKept], null);
            return Interlocked.CompareExchange(ref states[period], Made(period), null) ?? Volatile.Read(ref states[period]) ?? Made(period);
        }

        private DeploymentPolicy Made(int period)
        {
            var instant = period > 0 ? deployment.Boundaries[period - 1] : deployment.Boundaries[0].AddSeconds(-1);
            var inForce = deployment.Rules.Where(r => r.Grant.IsValidAt(instant));
            return new DeploymentPolicy(
                deployment.Environment,
                deployment.Service,
                deployment.Deployment,
                inForce.Select(r => r with { Grant = r.Grant with { ValidFrom = null, Expires = null } }));
        }
    }
}
