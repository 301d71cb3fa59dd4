using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

/// <summary>An engine of objects at which somebody else writes, too.</summary>
public sealed class ObjectEngineTests
{
    private static readonly EngineState State = new("bundles/1", "1", []);

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public async Task ConflictThatPasses_IsReadAgain(int conflicts)
    {
        using var store = new RivalledStore { Conflicts = conflicts };
        using var engine = new ObjectEngine(store, TimeSpan.FromSeconds(1));
        await engine.CheckAsync(State);
        store.Conflicts = conflicts;
        await engine.ActivateAsync(State);
        Assert.Equal(2 * (conflicts + 1), store.Lists);
    }

    [Fact]
    public async Task ConflictThatDoesNotPass_IsReported()
    {
        using var store = new RivalledStore { Conflicts = int.MaxValue };
        using var engine = new ObjectEngine(store, TimeSpan.FromSeconds(1));
        foreach (var act in new[] { engine.CheckAsync, engine.ActivateAsync })
        {
            var refusal = await Assert.ThrowsAsync<PullException>(() => act(State));
            Assert.Equal("conflict", refusal.Code);
            Assert.Contains("somebody was first, 3 times in a row", refusal.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Holds nothing and is asked for one object, which somebody else keeps changing.</summary>
    private sealed class RivalledStore : IObjectStore
    {
        public int Conflicts { get; set; }

        public int Lists { get; private set; }

        public IReadOnlyList<DeclaredObject> Read(IReadOnlyList<BundleFile> files) => [new DeclaredObject(new ObjectKey("Kind", "", "name"), new JsonObject(), Opens: false)];

        public IReadOnlyList<DeclaredObject> Close(IReadOnlyList<DeclaredObject> objects) => objects;

        public Task<IReadOnlyList<LiveObject>> ListAsync()
        {
            Lists++;
            return Task.FromResult<IReadOnlyList<LiveObject>>([]);
        }

        public string? Difference(DeclaredObject declared, LiveObject live) => null;

        public Acceptance AcceptanceOf(LiveObject live) => new(null);

        public Task CheckAsync(DeclaredObject declared, LiveObject? live) => PutAsync(declared, live);

        public Task PutAsync(DeclaredObject declared, LiveObject? live) => Conflicts-- > 0 ? throw new ConflictException("somebody was first") : Task.CompletedTask;

        public Task RetireAsync(LiveObject live) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
