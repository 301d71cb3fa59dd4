using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;

namespace AccessConsole.Exploring;

/// <summary>What each grant is good for: of the policy in force kept up from one revision to the next, of any other worked out when asked.</summary>
public sealed class GrantAudits(LivePolicy live, TimeProvider clock)
{
    private readonly GrantAtlas current = new();

    /// <summary>Of a large policy that was not asked about before, seconds.</summary>
    public GrantAudit Of(PolicySet policy) => (ReferenceEquals(policy, live.Current.Policy) ? current : new GrantAtlas()).Of(policy, clock.GetUtcNow());
}
