using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Distribution.Staging;

/// <summary>What the database holds, by the rules of publishing: at most one rollout at a time in an environment, and nothing comes between.</summary>
internal sealed class StageModel(Random dice)
{
    public static readonly string[] Environments = ["production", "staging"];

    public static readonly ValueMap[] Tokens = [ValueMap.Empty, Labels("canary"), Labels("early"), Labels("other")];

    private static readonly ValueList<RolloutStage> Stages = [new("canary", Labels("canary"), StageAdvance.ByHand, null), new("early", Labels("early"), StageAdvance.ByHand, null)];

    private readonly List<StagedRollout> rollouts = [];

    public static IEnumerable<BundleScope> Scopes => Environments.SelectMany(e => new[] { new BundleScope(e, Target.Opa), new BundleScope(e, Target.Nginx) });

    public int Head { get; private set; }

    public List<StoredBundle> Bundles { get; } = [];

    /// <summary>As a replica finds them that reads now.</summary>
    public IReadOnlyList<StagedRollout> Rollouts => [.. rollouts];

    /// <summary>The newest archive of the scope that the token may have.</summary>
    public int NewestFor(BundleScope scope, ValueMap token) => Of(scope).Where(b => IsReleased(b, token)).Select(b => b.Revision).DefaultIfEmpty().Max();

    /// <summary>Whether the token may have an archive: it does not come of a rollout, or of one that reached it.</summary>
    public bool IsReleased(StoredBundle bundle, ValueMap token) =>
        rollouts.FirstOrDefault(r => r.Revision == bundle.Revision && r.Environment == bundle.Scope.Environment) is not { } rollout || rollout.IsReleasedTo(token);

    public IEnumerable<StoredBundle> Of(BundleScope scope) => Bundles.Where(b => b.Scope == scope);

    public void Happen()
    {
        var environment = Environments[dice.Next(Environments.Length)];
        var live = rollouts.FindIndex(r => r.Environment == environment && r.IsLive);
        if (live < 0)
            Publish(environment, isStaged: dice.Next(2) == 0, Some(environment));
        else
            GoOn(live, dice.Next(6));
    }

    /// <summary>Lets all that is under way reach everybody.</summary>
    public void Settle()
    {
        for (var i = 0; i < rollouts.Count; i++)
        {
            while (rollouts[i].IsLive)
                rollouts[i] = rollouts[i].Promoted(default);
        }
    }

    private void GoOn(int index, int choice)
    {
        var rollout = rollouts[index];
        switch (choice)
        {
            case 0:
                // Undone: each scope that it changed changes again.
                var changed = Bundles.Where(b => b.Revision == rollout.Revision && b.Scope.Environment == rollout.Environment).Select(b => b.Scope).ToArray();
                Publish(rollout.Environment, isStaged: false, changed);
                rollouts[index] = rollout.EndedWith(Head, StagedRolloutState.TakenBack, default);
                break;
            case 1:
                Publish(rollout.Environment, isStaged: false, Some(rollout.Environment));
                rollouts[index] = rollout.EndedWith(Head, StagedRolloutState.Complete, default);
                break;
            case 2 when rollout.State == StagedRolloutState.Going:
                rollouts[index] = rollout.Halted("a test");
                break;
            default:
                rollouts[index] = rollout.Promoted(default);
                break;
        }
    }

    private void Publish(string environment, bool isStaged, BundleScope[] scopes)
    {
        Head++;
        foreach (var scope in scopes)
        {
            var archive = Encoding.UTF8.GetBytes($"{scope} {Head}");
            Bundles.Add(new StoredBundle(scope, Head, "key", $"content {Head}", SHA256.HashData(archive), archive, false));
        }

        if (isStaged)
        {
            rollouts.Add(new StagedRollout
            {
                Revision = Head,
                Environment = environment,
                Stages = Stages,
                Health = RolloutHealth.Default,
                StartedAt = default,
                StartedBy = Actor.System,
                StageSince = default,
            });
        }
    }

    private BundleScope[] Some(string environment)
    {
        var all = Scopes.Where(s => s.Environment == environment).ToArray();
        return dice.Next(2) == 0 ? all : [all[dice.Next(all.Length)]];
    }

    private static ValueMap Labels(string ring) => new([new("ring", ring)]);
}
