using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Objects;

/// <summary>
/// Brings an engine's objects to what a bundle declares: only what differs is written, what is gone is removed, and what the engine then has is read back.
/// Doing it twice does nothing the second time, so that going back and going on after a kill are the same act.
/// </summary>
internal sealed class ObjectEngine(IObjectStore store, TimeSpan patience) : IEngine, IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan BetweenProofs = TimeSpan.FromMilliseconds(200);

    public ImmutableArray<BundleFile> DenyAll => default;

    public bool FollowsLink => false;

    public bool CanDrift => true;

    public bool DeniesWhenStale(VerifiedBundle bundle) => PullerFile.DeniesWhenStale(bundle);

    public void Inspect(IReadOnlyList<BundleFile> files) => store.Read(files);

    public Task CheckAsync(EngineState state) => DoAsync(state, CheckAsync);

    public Task ActivateAsync(EngineState state) => DoAsync(state, ApplyAsync);

    public async Task ProveAsync(EngineState state)
    {
        using var deadline = new CancellationTokenSource(patience);
        while (true)
        {
            var live = await store.ListAsync();
            var plan = Plan(state, live);
            var answers = live.Select(l => (l.Key, Said: store.AcceptanceOf(l))).ToArray();
            if (plan.IsEmpty && !answers.Any(a => a.Said.IsPending))
            {
                if (answers.FirstOrDefault(a => a.Said.Refusal is not null) is { Said: not null } refused)
                    throw new PullException("not_accepted", $"the engine does not enforce `{refused.Key}`: {refused.Said.Refusal}");
                return;
            }

            if (deadline.IsCancellationRequested)
                throw new PullException("not_proved", plan.IsEmpty ? "the engine has not said whether it accepts the objects" : $"not as it was applied: {plan}");
            await Task.Delay(BetweenProofs);
        }
    }

    public async Task<bool> RunsAsync(EngineState state)
    {
        var live = await store.ListAsync();
        return Plan(state, live).IsEmpty && live.All(l => store.AcceptanceOf(l).Refusal is null);
    }

    public void Dispose() => store.Dispose();

    /// <summary>Does what must be done for the state, and again where somebody else came in between.</summary>
    private async Task DoAsync(EngineState state, Func<ObjectPlan, Task> act)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await act(await PlanAsync(state));
                return;
            }
            catch (ConflictException) when (attempt < Attempts)
            {
                // Read again: what is there now may be as it should be.
            }
            catch (ConflictException e)
            {
                throw new PullException("conflict", $"{e.Message}, {Attempts} times in a row: something else writes what the console owns");
            }
        }
    }

    private async Task CheckAsync(ObjectPlan plan)
    {
        foreach (var (declared, live) in plan.Puts)
            await store.CheckAsync(declared, live);
    }

    private async Task ApplyAsync(ObjectPlan plan)
    {
        foreach (var (declared, live) in plan.Puts)
            await store.PutAsync(declared, live);
        foreach (var live in plan.Retirements)
            await store.RetireAsync(live);
    }

    private async Task<ObjectPlan> PlanAsync(EngineState state) => Plan(state, await store.ListAsync());

    private ObjectPlan Plan(EngineState state, IReadOnlyList<LiveObject> live)
    {
        var declared = store.Read(state.Files);
        return ObjectPlan.Of(state.DeniesAll ? store.Close(declared) : declared, live, store.Difference);
    }
}
