using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Consul;

/// <summary>The console's config entries in a Consul, each written on the condition that it is still what was read.</summary>
internal sealed class ConsulStore(ConsulClient client, BundleScope scope) : IObjectStore
{
    private readonly EntryInspector inspector = new(scope);

    public IReadOnlyList<DeclaredObject> Read(IReadOnlyList<BundleFile> files) => inspector.Read(files);

    public IReadOnlyList<DeclaredObject> Close(IReadOnlyList<DeclaredObject> objects) =>
        [.. objects.Select(o => o.Key.Kind == Entries.Intentions ? Entries.Declare(Entries.Close(o.Content)) : o)];

    public async Task<IReadOnlyList<LiveObject>> ListAsync()
    {
        var live = new List<LiveObject>();
        foreach (var kind in Entries.Kinds)
            live.AddRange((await client.ListAsync(kind)).Where(entry => entry.Object(OwnMeta.Member) is { } meta && OwnMeta.IsOf(meta, scope)).Select(Entries.Live));
        return live;
    }

    /// <summary>What is more than declared counts as what is less does, since a member too many may allow more. Only in <c>Meta</c> others may note what they like.</summary>
    public string? Difference(DeclaredObject declared, LiveObject live)
    {
        var (asked, found) = (Entries.Plain(declared.Content), Entries.Plain(live.Content));
        if (!JsonComparison.Covers(found, asked, zeroIsAbsent: true))
            return "content";
        found.Remove(OwnMeta.Member);
        return JsonComparison.Covers(asked, found, zeroIsAbsent: true) ? null : "additions";
    }

    /// <summary>Consul takes an entry or refuses it when it is written; it says nothing afterwards.</summary>
    public Acceptance AcceptanceOf(LiveObject live) => new(null);

    /// <summary>Consul has no dry run: only what is in the way is found here.</summary>
    public async Task CheckAsync(DeclaredObject declared, LiveObject? live)
    {
        if (live is null && await client.FindAsync(declared.Key.Kind, declared.Key.Name) is not null)
            throw new PullException("foreign", $"`{declared.Key}` is there already and is not the console's of this environment: rename or remove it");
    }

    public async Task PutAsync(DeclaredObject declared, LiveObject? live)
    {
        if (!await client.PutAsync(declared.Content, live is null ? 0 : IndexOf(live)))
            throw Conflict(declared.Key);
    }

    public async Task RetireAsync(LiveObject live)
    {
        var isDone = live.Key.Kind == Entries.Intentions
            ? await client.PutAsync(Entries.Close(live.Content), IndexOf(live))
            : await client.DeleteAsync(live.Key.Kind, live.Key.Name, IndexOf(live));
        if (!isDone)
            throw Conflict(live.Key);
    }

    public void Dispose() => client.Dispose();

    private static ConflictException Conflict(ObjectKey key) => new($"`{key}` was changed while it was being written");

    private static ulong IndexOf(LiveObject live) =>
        ulong.TryParse(live.Content["ModifyIndex"]?.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new PullException("consul", $"Consul gave no ModifyIndex for `{live.Key}`");
}
