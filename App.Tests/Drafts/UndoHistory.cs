using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.Tests.Core.Analysis;
using AccessConsole.Tests.Support;
using Console = AccessConsole.Tests.Components.Console;

namespace AccessConsole.Tests.Drafts;

/// <summary>Revisions of a policy, each with random changes, and the ways back from the newest.</summary>
internal sealed class UndoHistory
{
    private readonly Console console = new();
    private readonly Dictionary<int, PolicySet> policies = [];

    public UndoHistory(params PolicySet[] revisions) => Array.ForEach(revisions, Publish);

    /// <param name="revisions">How many, from 1 on.</param>
    public UndoHistory(Dice dice, int revisions)
    {
        Publish(Succeed(PolicySet.Empty, PolicySet.Of(PolicyGen.Document(dice, Console.Now))));
        while (policies.Count < revisions)
            Publish(Succeed(Newest, PolicyMutation.Mutate(dice, Newest, Console.Now)));
    }

    public PolicySet Newest => At(policies.Count);

    public Console Console => console;

    public DraftConflicts Conflicts => new(console.History, console.Live);

    public Rollback Rollback => new(console.History, console.Live, Conflicts, console.Workflow, console.Clock);

    public PolicySet At(int revision) => policies[revision];

    public void Publish(PolicySet policy)
    {
        var number = policies.Count + 1;
        policies.Add(number, policy);
        console.History.Policies.Add(number, policy.ToDocument());
        console.History.Revisions.Add(new Revision(number, Console.Now, Console.Now, Console.Alice.Actor, $"Change {number}", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
        console.InForce(number, policy);
    }

    /// <returns>Null where there is nothing to go back.</returns>
    public Draft? Draft(Func<Rollback, Task<DraftResult>> act)
    {
        var result = act(Rollback).GetAwaiter().GetResult();
        return result.Refusal is null or { Kind: PublishRefusalKind.NothingChanged } ? result.Draft : throw new InvalidOperationException(result.Refusal.Message);
    }

    /// <summary>Every object gets its id, as publishing gives it.</summary>
    private static PolicySet Succeed(PolicySet before, PolicySet wanted) => before.Apply(PolicyDiffPatch.Between(before, wanted.ToDocument(), Guid.CreateVersion7));
}
