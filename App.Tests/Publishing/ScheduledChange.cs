using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>A change of demo people on a console whose clock a test sets, until it publishes itself.</summary>
internal sealed class ScheduledChange(ConsoleHost host, TestClock clock)
{
    private static int names;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public DraftWorkflow Workflow => host.Get<DraftWorkflow>();

    public Draft Draft { get; private set; } = null!;

    public ConsoleUser Person(string name) => DemoPeople.SignIn(DemoPeople.Find(name)!, clock.GetUtcNow());

    public async Task<ScheduledChange> SubmitAsync(string environment)
    {
        var title = $"change {Interlocked.Increment(ref names)}";
        Draft = Done(await Workflow.CreateAsync(Person("carol"), new NewDraft(title, Patch(environment)), Cancellation));
        Draft = Done(await Workflow.SubmitAsync(Person("carol"), Draft.Id, null, Cancellation));
        return this;
    }

    public async Task<ScheduledChange> ApproveAsync(params string[] people)
    {
        foreach (var person in people)
            Draft = Done(await Workflow.ApproveAsync(Person(person), Draft.Id, Workflow.Review(Draft).Digest, null, Cancellation));
        return this;
    }

    public async Task<ScheduledChange> ScheduleAsync(TimeSpan ahead, ConsoleUser? by = null)
    {
        Draft = Done(await Workflow.ScheduleAsync(by ?? Person("alice"), Draft.Id, null, clock.GetUtcNow() + ahead, Cancellation));
        return this;
    }

    public Task<DraftResult> EditAsync(string person) => Workflow.EditAsync(Person(person), Draft.Id, null, new DraftEdit(Patch: Patch("production")), Cancellation);

    public async Task<Draft> FindAsync() => (await host.Get<IDraftStore>().FindAsync(Draft.Id, Cancellation))!;

    /// <summary>The acts of a kind in the draft's story.</summary>
    public Task<IReadOnlyList<DraftEntry>> EntriesAsync(DraftEntryKind kind) => host.Get<IDraftStore>().ListEntriesAsync(Draft.Id, kind, null, 100, Cancellation);

    public async Task<IReadOnlyList<AuditEvent>> EventsAsync(string action) =>
        [.. (await host.Get<IAuditLog>().ListAsync(new AuditFilter(action, $"draft/{Draft.Id}"), null, 100, Cancellation)).Select(r => r.Event)];

    /// <summary>Lets the time go on, a second at a time, until the draft is no longer set for publishing.</summary>
    public async Task<Draft> ComesAsync()
    {
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await FindAsync()).Schedule is null;
        }, "the instant to be dealt with");
        return await FindAsync();
    }

    /// <summary>The instant passed, and the console looked again, more than once.</summary>
    public async Task PassesAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(50, Cancellation);
        }
    }

    private static PolicyPatch Patch(string environment) =>
        PolicyReader.ReadPatch(System.Text.Encoding.UTF8.GetBytes(SmallPolicy.GrantPatch(environment, $"timed-{Interlocked.Increment(ref names)}"))).Patch;

    private static Draft Done(DraftResult result) => result.Draft ?? throw new InvalidOperationException(result.Refusal!.Message);
}
