using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Cli;

/// <summary>accessctl audit on a real console, and on files and databases that somebody with all rights changed.</summary>
public sealed class AuditCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Unlock = "ALTER TABLE audit_events DISABLE TRIGGER append_only; ALTER TABLE audit_subtrees DISABLE TRIGGER append_only; ";

    private readonly ConsoleFixture console = new(postgres);
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConsoleHost Host => console.Host;

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        for (var i = 0; i < 40; i++)
            await Host.Get<IAuditLog>().AppendAsync(Event($"act/{i}") with { Details = new Dictionary<string, string?> { ["note"] = "Grüße „quoted“\n\u0001" } }, Cancellation);
        await Host.Get<AuditCheckpoints>().AdvanceAsync(Cancellation);
        await File.WriteAllTextAsync(At("key"), await Host.Bootstrap.GetStringAsync("/api/v1/audit/key", Cancellation), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        directory.Dispose();
        await console.DisposeAsync();
    }

    [Fact]
    public async Task Export_OfAnyPart_VerifiesOfflineByItself()
    {
        string[][] parts = [[], ["--from", "7"], ["--from", "3", "--to", "4"], ["--to", "32"], ["--from", "32", "--to", "33"]];
        foreach (var (index, part) in parts.Index())
        {
            var file = At($"part-{index}.jsonl");
            Succeeded(await OnlineAsync(["audit", "export", file, .. part]));
            var verified = Succeeded(await OfflineAsync(file, "-o", "json"));
            Assert.True(verified.Json["verified"]!.GetValue<bool>());
            Assert.Equal(File.ReadLines(file).Count() - 1, verified.Json["to"]!.GetValue<long>() - verified.Json["from"]!.GetValue<long>());
        }

        Assert.Equal(1, (await OnlineAsync("audit", "export", At("part-0.jsonl"))).ExitCode);
    }

    [Fact]
    public async Task Export_OfATime_HasEverythingOfItAndIsRecorded()
    {
        var at = Event("act/0").At;
        var file = At("time.jsonl");
        Succeeded(await OnlineAsync("audit", "export", file, "--since", at.ToString("O"), "--until", at.AddSeconds(1).ToString("O")));
        Succeeded(await OfflineAsync(file));
        var subjects = File.ReadLines(file).Skip(1).Select(line => JsonNode.Parse(JsonNode.Parse(line)!["event"]!.GetValue<string>())!["subject"]!.GetValue<string>());
        Assert.Superset(Enumerable.Range(0, 40).Select(i => $"act/{i}").ToHashSet(), subjects.ToHashSet());

        var recorded = (await Host.Bootstrap.CallAsync("GET", "/api/v1/audit?action=audit.exported").JsonAsync()).AsArray();
        Assert.Equal("audit", Assert.Single(recorded)!["subject"]!.GetValue<string>());
        Assert.NotEqual(0, (await OnlineAsync("audit", "export", At("none.jsonl"), "--since", "2001-01-01T00:00:00Z", "--until", "2001-01-02T00:00:00Z")).ExitCode);
    }

    [Fact]
    public async Task Log_ThatGrew_ContinuesAnEarlierCheckpointAndExport()
    {
        Succeeded(await OnlineAsync("audit", "export", At("earlier.jsonl")));
        Succeeded(await OnlineAsync("audit", "verify", "--key", At("key"), "--keep", At("checkpoint")));
        await GrowAsync();

        Succeeded(await OnlineAsync("audit", "export", At("end.jsonl"), "--from", "50", "--earlier", At("checkpoint")));
        Succeeded(await OfflineAsync(At("end.jsonl"), "--earlier", At("checkpoint")));
        Succeeded(await OnlineAsync("audit", "verify", "--key", At("key"), "--earlier", At("earlier.jsonl")));
        var kept = Succeeded(await OnlineAsync("audit", "verify", "--key", At("key"), "--earlier", At("checkpoint"), "--keep", At("checkpoint"), "-o", "json"));
        Assert.True(kept.Json["size"]!.GetValue<long>() > kept.Json["continues"]!.GetValue<long>());

        // A part that shows nothing of the time before is not taken for one that does.
        Succeeded(await OnlineAsync("audit", "export", At("unproved.jsonl"), "--from", "50"));
        Named(await OfflineAsync(At("unproved.jsonl"), "--earlier", At("earlier.jsonl")), "export again with `earlier=");
    }

    [Theory]
    [InlineData("changed", "event 20 was changed")]
    [InlineData("removed", "event 20 was removed")]
    [InlineData("exchanged", "event 21 stands where event")]
    [InlineData("inserted", "event 20 stands where event 21 belongs")]
    [InlineData("bytes-exchanged", "where event 20 belongs stands event 21")]
    [InlineData("cut", "were removed")]
    [InlineData("leaf", "do not lead to what the checkpoint")]
    [InlineData("garbled", "the line where event 20 belongs cannot be read")]
    public async Task File_ThatWasTamperedWith_IsRefusedByName(string how, string named)
    {
        var file = At("tampered.jsonl");
        Succeeded(await OnlineAsync("audit", "export", file));
        var lines = File.ReadAllLines(file).ToList();
        var (a, b) = (lines[21], lines[22]);
        switch (how)
        {
            case "changed":
                lines[21] = a.Replace("Grüße", "Grusse", StringComparison.Ordinal);
                break;
            case "removed":
                lines.RemoveAt(21);
                break;
            case "exchanged":
                (lines[21], lines[22]) = (b, a);
                named = "event 20 stands where event 22 belongs";
                break;
            case "inserted":
                lines.Insert(21, a);
                break;
            case "bytes-exchanged":
                lines[21] = With(a, "event", JsonNode.Parse(b)!["event"]!.GetValue<string>());
                break;
            case "cut":
                lines.RemoveRange(30, lines.Count - 30);
                break;
            case "leaf":
                var canonical = Encoding.UTF8.GetBytes(JsonNode.Parse(a)!["event"]!.GetValue<string>().Replace("Grüße", "Grusse", StringComparison.Ordinal));
                lines[21] = With(With(a, "event", Encoding.UTF8.GetString(canonical)), "leaf", Convert.ToBase64String(AuditEncoding.LeafHash(canonical)));
                break;
            case "garbled":
                lines[21] = "{";
                break;
        }

        await File.WriteAllLinesAsync(file, lines, Cancellation);
        Named(await OfflineAsync(file), named);
    }

    [Theory]
    [InlineData("UPDATE audit_events SET canonical = convert_to(replace(convert_from(canonical, 'UTF8'), 'Grüße', 'Gruss'), 'UTF8'), leaf_hash = sha256('x') WHERE sequence = 20", "event 20 was changed")]
    [InlineData("DELETE FROM audit_events WHERE sequence = 20", "event 20 was removed")]
    [InlineData("UPDATE audit_events SET sequence = -1 WHERE sequence = 20; UPDATE audit_events SET sequence = 20 WHERE sequence = 21; UPDATE audit_events SET sequence = 21 WHERE sequence = -1", "where event 20 belongs stands event 21")]
    [InlineData("UPDATE audit_events SET canonical = convert_to(replace(convert_from(canonical, 'UTF8'), '\"sequence\":20,', '\"sequence\":90,'), 'UTF8') WHERE sequence = 20", "where event 20 belongs stands event 90")]
    [InlineData("UPDATE audit_subtrees SET hash = sha256('x') WHERE level = 0 AND index = 20", "event 20 was changed")]
    [InlineData("DELETE FROM audit_subtrees WHERE level = 0 AND index = 20", "the stored hash of event 20 is missing")]
    public async Task Database_ThatASuperuserChanged_IsNamedByAskingTheConsole(string change, string named)
    {
        await console.Database.ExecuteAsOwnerAsync(Unlock + change);

        Named(await OnlineAsync("audit", "verify", "--key", At("key")), named);
    }

    [Fact]
    public async Task Database_OfWhichBytesAndLeafWereRewritten_ContradictsWhatIsSignedAndTheEarlierExportNamesTheEvent()
    {
        Succeeded(await OnlineAsync("audit", "export", At("earlier.jsonl")));
        await console.Database.ExecuteAsOwnerAsync(Unlock + """
            UPDATE audit_events SET canonical = convert_to(replace(convert_from(canonical, 'UTF8'), 'Grüße', 'Gruss'), 'UTF8') WHERE sequence = 20;
            UPDATE audit_subtrees SET hash = (SELECT sha256('\x00'::bytea || canonical) FROM audit_events WHERE sequence = 20) WHERE level = 0 AND index = 20
            """);

        var run = await OnlineAsync("audit", "verify", "--key", At("key"), "--earlier", At("earlier.jsonl"));
        Named(run, "do not lead to what the checkpoint");
        Named(run, "event 20 is not the one of the earlier export");
    }

    [Fact]
    public async Task History_ThatWasForkedUnderTheSameKey_IsRefusedAgainstWhatWasKept()
    {
        Succeeded(await OnlineAsync("audit", "verify", "--key", At("key"), "--keep", At("checkpoint")));
        // Another console with the same key: its log is another one, and longer.
        var keys = Path.Combine(Host.Directory, "keys", "audit.pem");
        var database = new DatabaseFixture(postgres);
        await database.InitializeAsync();
        await using var forked = await ConsoleHost.StartAsync(
            database.ConnectionString, settings: [("Audit:KeyFile", keys), ("Audit:Origin", "localhost/access-console/audit")]);
        for (var i = 0; i < 60; i++)
            await forked.Get<IAuditLog>().AppendAsync(Event($"forged/{i}"), Cancellation);
        await forked.Get<AuditCheckpoints>().AdvanceAsync(Cancellation);

        var around = Accessctl.Toward(forked.Address.ToString(), ConsoleHost.BootstrapToken);
        Named(await Accessctl.RunAsync(around, "audit", "verify", "--key", At("key"), "--earlier", At("checkpoint")), "does not continue the earlier one");
        Succeeded(await Accessctl.RunAsync(around, "audit", "export", At("forged.jsonl")));
        Named(await OfflineAsync(At("forged.jsonl"), "--earlier", At("checkpoint")), "does not continue the earlier one");
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Key_OfAnotherLog_IsRefused()
    {
        Succeeded(await OnlineAsync("audit", "export", At("audit.jsonl")));
        var (name, rest) = (await File.ReadAllTextAsync(At("key"), Cancellation)).Split('+', 2) is [var n, var r] ? (n, r) : default;
        await File.WriteAllTextAsync(At("other-origin"), $"{name}-2+{rest}", Cancellation);
        await Accessctl.RunAsync("keys", "new", At("other.pem"));
        var key = new NoteKey(name, SigningKeys.ImportPublicPem(await File.ReadAllTextAsync(At("other.pem.pub"), Cancellation)));
        await File.WriteAllTextAsync(At("other-key"), key.ToString(), Cancellation);

        foreach (var wrong in new[] { "other-origin", "other-key" })
            Named(await Accessctl.RunAsync("audit", "verify", At("audit.jsonl"), "--key", At(wrong)), "not that of the log");
        Named(await Accessctl.RunAsync("audit", "verify", At("key"), "--key", At("key")), "the first line is not that of an export");
    }

    private async Task GrowAsync()
    {
        for (var i = 0; i < 20; i++)
            await Host.Get<IAuditLog>().AppendAsync(Event($"later/{i}"), Cancellation);
        await Host.Get<AuditCheckpoints>().AdvanceAsync(Cancellation);
    }

    private Task<AccessctlRun> OnlineAsync(params string[] arguments) =>
        Accessctl.RunAsync(Accessctl.Toward(Host.Address.ToString(), ConsoleHost.BootstrapToken), arguments);

    private Task<AccessctlRun> OfflineAsync(string file, params string[] arguments) => Accessctl.RunAsync(["audit", "verify", file, "--key", At("key"), .. arguments]);

    private string At(string name) => Path.Combine(directory.Path, name);

    private static string With(string line, string member, string value)
    {
        var node = JsonNode.Parse(line)!;
        node[member] = value;
        return node.ToJsonString();
    }

    private static AccessctlRun Succeeded(AccessctlRun run)
    {
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run;
    }

    private static void Named(AccessctlRun run, string what)
    {
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(what, run.Error, StringComparison.Ordinal);
    }
}
