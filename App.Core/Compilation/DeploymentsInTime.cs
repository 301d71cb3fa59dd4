using System.Runtime.CompilerServices;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>
/// Deployments as they stand at an instant, for engines that cannot tell the time: the rules in force, without the bounds of their validity.
/// The instance is the same from one boundary to the next, so that a boundary, and nothing else, makes the deployment a changed one.
/// </summary>
internal sealed class DeploymentsInTime
{
    private readonly ConditionalWeakTable<DeploymentPolicy, Periods> known = [];

    public DeploymentPolicy At(DeploymentPolicy deployment, DateTimeOffset instant) => known.GetValue(deployment, d => new Periods(d)).At(instant);

    private sealed class Periods
    {
        private readonly DeploymentPolicy deployment;
        private readonly DateTimeOffset[] boundaries;
        private readonly DeploymentPolicy?[] states;

        public Periods(DeploymentPolicy deployment)
        {
            this.deployment = deployment;
            boundaries = [.. deployment.Rules.SelectMany(r => new[] { r.Grant.ValidFrom, r.Grant.Expires }).OfType<DateTimeOffset>().Distinct().Order()];
            states = new DeploymentPolicy?[boundaries.Length + 1];
        }

        public DeploymentPolicy At(DateTimeOffset instant)
        {
            if (boundaries.Length == 0)
                return deployment;
            var found = Array.BinarySearch(boundaries, instant);
            // A boundary belongs to the period that it begins.
            var period = found >= 0 ? found + 1 : ~found;
            return Volatile.Read(ref states[period]) ?? Interlocked.CompareExchange(ref states[period], Made(instant), null) ?? states[period]!;
        }

        private DeploymentPolicy Made(DateTimeOffset instant) => new(
            deployment.Environment,
            deployment.Service,
            deployment.Deployment,
            deployment.Rules.Where(r => r.Grant.IsValidAt(instant)).Select(r => r with { Grant = r.Grant with { ValidFrom = null, Expires = null } }));
    }
}
