using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>What a window of the log can say of a grant, and why it cannot say more.</summary>
/// <param name="Use">Null where it never decided.</param>
/// <param name="Silent">Engines that enforce the grant and told nothing.</param>
/// <param name="Heard">How many engines that enforce it told something.</param>
/// <param name="FewestDays">On how many days the one of them told something that told it least often.</param>
/// <param name="Late">Engines that enforce it and told something only after the window's first day.</param>
/// <param name="ChangedWithin">Whether it, or its role, came to be as it is within the window.</param>
public sealed record GrantEvidence(TotalUse? Use, ImmutableArray<SilentHop> Silent, int Heard, int FewestDays, ImmutableArray<SilentHop> Late, bool ChangedWithin, long Lost)
{
    /// <summary>INVARIANT (silence is no proof): without every engine's word from the window's beginning on, or of a grant that is younger, nothing is unused.</summary>
    public GrantStanding Standing => Use is not null ? GrantStanding.Used : IsComplete ? GrantStanding.Unused : GrantStanding.Unproven;

    /// <summary>Whether what is not in the log did not happen, as far as anybody can tell; <see cref="Lost"/> says how far not.</summary>
    public bool IsComplete => Silent.IsEmpty && Heard > 0 && Late.IsEmpty && !ChangedWithin;

    /// <param name="deployments">On which the grant bears.</param>
    /// <param name="changedWithin">Whether the grant, or its role, came to be as it is within the window.</param>
    public static GrantEvidence Of(IReadOnlyCollection<DeploymentPolicy> deployments, TotalUse? use, EvidenceWindow window, bool changedWithin)
    {
        var (silent, late) = (ImmutableArray.CreateBuilder<SilentHop>(), ImmutableArray.CreateBuilder<SilentHop>());
        var (heard, fewest) = (0, int.MaxValue);
        foreach (var deployment in deployments)
        {
            var (environment, service) = (deployment.Environment.Name, deployment.Service.Name);
            foreach (var target in DecidersOf(deployment.Deployment))
            {
                var hop = new SilentHop(environment, service, target);
                if (window.Find(environment, service, target) is not { } source)
                {
                    silent.Add(hop);
                    continue;
                }

                (heard, fewest) = (heard + 1, Math.Min(fewest, source.Days));
                if (!window.IsFromBeginning(source.First))
                    late.Add(hop);
            }
        }

        var lost = deployments.Select(deployment => deployment.Environment.Name).Distinct().Sum(environment => window.Losses.GetValueOrDefault(environment));
        return new GrantEvidence(use, silent.ToImmutable(), heard, heard == 0 ? 0 : fewest, late.ToImmutable(), changedWithin, lost);
    }

    /// <summary>The engines before a deployment; where there is none, the console itself, which may be asked over HTTP.</summary>
    private static IEnumerable<Target?> DecidersOf(Deployment deployment) => deployment.Hops.Count == 0 ? [null] : deployment.Hops.Select(hop => (Target?)hop.Engine).Distinct();
}
