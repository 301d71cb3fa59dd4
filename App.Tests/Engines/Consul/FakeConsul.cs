using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>
/// Consul's config API on loopback, as Consul's documentation has it: entries by kind and name, <c>?cas=</c> on writing and removing (0: only where there is none; any other: only
/// where that is the entry's ModifyIndex), <c>true</c> or <c>false</c> as the answer, no member that Consul does not know (<see cref="ConsulEntryChecker"/>), sources kept in order of precedence with what Consul adds to them, and a provider of tokens that intentions
/// ask for not to be removed. Stands in for a Consul that no package registry has in a version with these entries.
/// </summary>
internal sealed class FakeConsul : IAsyncDisposable
{
    public const string Token = "consul-token";
    private static readonly string[] Kinds = ["service-intentions", "jwt-provider"];

    private readonly WebApplication app;
    private readonly SortedDictionary<string, JsonObject> entries = new(StringComparer.Ordinal);
    private readonly List<string> writes = [];
    private readonly Lock turn = new();
    private ulong index = 100;

    private FakeConsul(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Asked before each write with its number from 1; true makes Consul answer 500.</summary>
    public Func<int, bool> Fails { get; set; } = _ => false;

    /// <summary>Runs before a write is looked at, as somebody else would come in between.</summary>
    public Action<int> Before { get; set; } = _ => { };

    public int WriteCount { get; set; }

    public IReadOnlyList<string> Writes => [.. writes];

    public static async Task<FakeConsul> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var consul = new FakeConsul(builder.Build());
        consul.app.MapGet("/v1/config/{kind}", (HttpContext context, string kind) => consul.Guarded(context, () => consul.List(kind)));
        consul.app.MapGet("/v1/config/{kind}/{name}", (HttpContext context, string kind, string name) => consul.Guarded(context, () => consul.entries.TryGetValue($"{kind}/{name}", out var entry)
            ? Results.Text(entry.ToJsonString(), "application/json") : Results.Text("Config entry not found", statusCode: 404)));
        consul.app.MapPut("/v1/config", async (HttpContext context) =>
        {
            var entry = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            return consul.Guarded(context, () => consul.Write(() => consul.Put(entry, Cas(context))));
        });
        consul.app.MapDelete("/v1/config/{kind}/{name}", (HttpContext context, string kind, string name) =>
            consul.Guarded(context, () => consul.Write(() => consul.Delete($"{kind}/{name}", Cas(context)))));
        await consul.app.StartAsync();
        consul.Address = new Uri(consul.app.Urls.Single());
        return consul;
    }

    /// <summary>Writes without any condition, as an operator does.</summary>
    public void Set(JsonObject entry) => Store(entry);

    /// <summary>Puts members into an entry that is there, as an operator or a later Consul does.</summary>
    public void Add(string kind, string name, JsonObject members)
    {
        var entry = entries[$"{kind}/{name}"].DeepClone().AsObject();
        foreach (var (member, value) in members)
            entry[member] = value?.DeepClone();
        Store(entry);
    }

    /// <summary>Who may do what at a service: sources by name, each with its action or that of its first permission.</summary>
    public string[] SourcesOf(string service) => [.. (Find("service-intentions", service)?["Sources"]?.AsArray() ?? [])
        .Select(s => $"{(string?)s!["Name"]}/{(string?)s["Action"] ?? (string?)s["Permissions"]![0]!["Action"]}")];

    public JsonObject? Find(string kind, string name) => entries.GetValueOrDefault($"{kind}/{name}");

    public void Forget()
    {
        writes.Clear();
        WriteCount = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private IResult Guarded(HttpContext context, Func<IResult> act)
    {
        lock (turn)
            return context.Request.Headers["X-Consul-Token"] == Token ? act() : Results.Text("Permission denied", statusCode: 403);
    }

    private IResult List(string kind) => Kinds.Contains(kind)
        ? Results.Text(new JsonArray([.. entries.Where(e => e.Key.StartsWith(kind + "/", StringComparison.Ordinal)).Select(e => e.Value.DeepClone())]).ToJsonString(), "application/json")
        : Results.Text($"invalid config entry kind: {kind}", statusCode: 400);

    private IResult Write(Func<IResult> act)
    {
        var number = ++WriteCount;
        Before(number);
        return Fails(number) ? Results.Text("the test's own failure", statusCode: 500) : act();
    }

    private IResult Put(JsonObject entry, ulong? cas)
    {
        var key = KeyOf(entry);
        var others = entries.Where(e => e.Key != key && e.Key.StartsWith("jwt-provider/", StringComparison.Ordinal)).Select(e => AsWritten(e.Value));
        if (ConsulEntryChecker.Check([.. others, entry.DeepClone()]) is [var complaint, ..])
            return Results.Text(complaint, statusCode: 400);
        if (!Holds(key, cas))
            return Results.Text("false", "application/json");
        Store(entry);
        writes.Add("PUT " + key);
        return Results.Text("true", "application/json");
    }

    private IResult Delete(string key, ulong? cas)
    {
        if (entries.Values.Any(e => Providers(e).Contains(key.Split('/')[1])))
            return Results.Text("cannot delete a JWT provider that intentions refer to", statusCode: 500);
        if (!Holds(key, cas))
            return Results.Text("false", "application/json");
        entries.Remove(key);
        writes.Add("DELETE " + key);
        return Results.Text("true", "application/json");
    }

    private bool Holds(string key, ulong? cas) => cas is not { } expected
        || (expected == 0 ? !entries.ContainsKey(key) : entries.TryGetValue(key, out var found) && found["ModifyIndex"]!.GetValue<ulong>() == expected);

    private void Store(JsonObject entry)
    {
        var key = KeyOf(entry);
        var stored = entry.DeepClone().AsObject();
        index++;
        stored["CreateIndex"] = entries.TryGetValue(key, out var former) ? former["CreateIndex"]!.DeepClone() : JsonValue.Create(index);
        stored["ModifyIndex"] = index;
        stored["Hash"] = index * 31;
        if (stored["Sources"] is JsonArray sources)
            stored["Sources"] = new JsonArray([.. sources.Select(s => Source(s!.DeepClone().AsObject())).OrderByDescending(s => (int)s["Precedence"]!)]);
        entries[key] = stored;
    }

    private static JsonObject AsWritten(JsonObject stored) =>
        new(stored.Where(member => member.Key is not ("CreateIndex" or "ModifyIndex" or "Hash")).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static JsonObject Source(JsonObject source)
    {
        source["Precedence"] = (string?)source["Name"] == "*" ? 8 : 9;
        source["Type"] = "consul";
        return source;
    }

    private static IEnumerable<string> Providers(JsonObject entry) =>
        (entry["Sources"] as JsonArray ?? []).SelectMany(s => s!["Permissions"] as JsonArray ?? []).SelectMany(p => p!["JWT"]?["Providers"] as JsonArray ?? []).Select(p => (string)p!["Name"]!);

    private static string KeyOf(JsonObject entry) => $"{(string?)entry["Kind"]}/{(string?)entry["Name"]}";

    private static ulong? Cas(HttpContext context) => context.Request.Query["cas"].ToString() is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;
}
