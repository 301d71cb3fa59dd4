using System.Diagnostics;
using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;
using AccessConsole.Data;
using AccessConsole.Tests.Support;
using Npgsql;

namespace AccessConsole.Bench.Audit;

/// <summary>
/// The audit log on a PostgreSQL of its own: an append beside a plain insert of the same row, leaves taken in, and in the long log a proof, a page of each
/// filter, an export and a reading of a minute.
/// </summary>
internal static class AuditBench
{
    private const int Appends = 2_000;
    private const int EventsAtOnce = 10_000;
    private const int Rows = 50;
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(int events)
    {
        await using var postgres = new PostgresFixture();
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var services = new ServiceCollection().AddLogging().AddAccessData(connectionString).BuildServiceProvider();
        var (log, tree) = (services.GetRequiredService<IAuditLog>(), services.GetRequiredService<IAuditTree>());
        await using var database = NpgsqlDataSource.Create(connectionString);
        Console.WriteLine($"{events:N0} events; milliseconds as p95 (median)");
        await AppendsAsync(log, database);
        await FillAsync(database, events);
        await TakeInAsync(tree, events);
        await AnalyzeAsync(database);
        await ReadAsync(log, tree, events);
        await postgres.DropDatabaseAsync(connectionString);
        return 0;
    }

    /// <summary>In turns, so that what else the machine does falls on both.</summary>
    private static async Task AppendsAsync(IAuditLog log, NpgsqlDataSource database)
    {
        await using (var copy = database.CreateCommand("CREATE TABLE plain (LIKE audit_events INCLUDING INDEXES)"))
            await copy.ExecuteNonQueryAsync();
        var (appended, inserted) = (new List<double>(), new List<double>());
        for (var i = 0; i < Appends; i++)
        {
            var act = Act(i);
            inserted.Add(await TimeAsync(() => InsertAsync(database, i, act)));
            appended.Add(await TimeAsync(() => log.AppendAsync(act, CancellationToken.None)));
        }

        Console.WriteLine($"append           {Shown(appended)}, a plain insert {Shown(inserted)}: {Median(appended) / Median(inserted):F2} ×");
    }

    /// <summary>What an application does that records without a place in a log: one row in a transaction.</summary>
    private static async Task InsertAsync(NpgsqlDataSource database, long sequence, AuditEvent act)
    {
        var canonical = AuditEncoding.Encode(sequence, act);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO plain (sequence, at, actor_issuer, actor_subject, action, subject, canonical, leaf_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", connection, transaction)
        {
            Parameters =
            {
                new() { Value = sequence }, new() { Value = act.At }, new() { Value = act.Actor.Issuer }, new() { Value = act.Actor.Subject }, new() { Value = act.Action }, new() { Value = act.Subject },
                new() { Value = canonical }, new() { Value = AuditEncoding.LeafHash(canonical) },
            },
        };
        await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static async Task FillAsync(NpgsqlDataSource database, int events)
    {
        var clock = Stopwatch.StartNew();
        const int Chunk = 500_000;
        for (var first = Appends; first < events; first += Chunk)
        {
            await using var fill = database.CreateCommand($$$"""
                INSERT INTO audit_events (sequence, at, actor_issuer, actor_subject, action, subject, canonical, leaf_hash)
                SELECT n, at, 'demo', person, action, subject, canonical, sha256('\x00'::bytea || canonical)
                FROM generate_series({{{first}}}, {{{Math.Min(events, first + Chunk) - 1}}}) AS n
                CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01T00:00:00Z' + n * interval '1 second' AS at, 'person-' || n % 97 AS person,
                    (ARRAY['draft.edited', 'draft.approved', 'sign_in.succeeded', 'revision.published'])[1 + n % 4] AS action, 'draft/' || n / 7 AS subject) AS act
                CROSS JOIN LATERAL (SELECT convert_to('{"sequence":' || n || ',"at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","actor":{"kind":"Person","issuer":"demo","subject":"' || person
                    || '","name":"A Person","token":null},"action":"' || action || '","subject":"' || subject || '","details":{"title":"Let the payments team deploy"}}', 'UTF8') AS canonical) AS bytes
                """);
            fill.CommandTimeout = 0;
            await fill.ExecuteNonQueryAsync();
        }

        Console.WriteLine($"filled in        {clock.Elapsed.TotalSeconds:F0} s, by the database itself");
    }

    /// <summary>As autovacuum would soon have done by itself; plans differ by it.</summary>
    private static async Task AnalyzeAsync(NpgsqlDataSource database)
    {
        await using var analyze = database.CreateCommand("ANALYZE audit_events, audit_subtrees");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync();
    }

    private static async Task TakeInAsync(IAuditTree tree, int events)
    {
        var clock = Stopwatch.StartNew();
        while ((await tree.AdvanceAsync(EventsAtOnce, SignNothingAsync, CancellationToken.None)).MoreWait)
        {
            // The next batch.
        }

        Console.WriteLine($"leaves taken in  {events / clock.Elapsed.TotalSeconds:N0} a second, {EventsAtOnce:N0} in a batch");
    }

    private static Task<StoredCheckpoint?> SignNothingAsync(TreeHead head, CancellationToken cancellationToken) => Task.FromResult<StoredCheckpoint?>(null);

    private static async Task ReadAsync(IAuditLog log, IAuditTree tree, int events)
    {
        var dice = new Random(1);
        await MeasureAsync("inclusion proof", 500, _ => tree.HashAsync(ProofPaths.Inclusion(dice.Next(events), events), CancellationToken.None));
        await MeasureAsync("consistency", 500, _ => tree.HashAsync(ProofPaths.Consistency(dice.Next(1, events), events), CancellationToken.None));
        var middle = Begin.AddSeconds(events / 2);
        (string Name, AuditFilter Filter)[] filters =
        [
            ("newest", new()), ("act", new(Action: "draft.approved")), ("person", new(Actor: new PersonId("demo", "person-41"))), ("object", new(Subject: "draft/41")),
            ("as of", new(Until: middle)), ("a day", new(Since: middle, Until: middle.AddDays(1))), ("person as of", new(Actor: new PersonId("demo", "person-41"), Until: middle)),
            ("person and act", new("draft.approved", Actor: new PersonId("demo", "person-41"))),
        ];
        foreach (var (name, filter) in filters)
            await MeasureAsync($"page: {name}", 50, _ => log.ListAsync(filter, null, Rows, CancellationToken.None));
        await MeasureAsync("page: deep", 50, _ => log.ListAsync(new AuditFilter(), events / 3, Rows, CancellationToken.None));
        await MeasureAsync("actors", 20, _ => log.ListActorsAsync(1_000, CancellationToken.None));
        await MeasureAsync("range of a day", 20, _ => log.FindRangeAsync(middle, middle.AddDays(1), CancellationToken.None));
        await MeasureAsync("10,240 read again", Math.Min(10, events / 10_240), i => ReadPlacesAsync(tree, i * 10_240L));
    }

    private static async Task ReadPlacesAsync(IAuditTree tree, long first)
    {
        for (var part = 0; part < 4; part++)
        {
            var places = await tree.ReadPlacesAsync(first + part * 2_560, 2_560, CancellationToken.None);
            if (PlaceCheck.Of(first + part * 2_560, first + (part + 1) * 2_560, places).Any())
                throw new InvalidOperationException("the log that this bench made is not genuine");
        }
    }

    private static async Task MeasureAsync(string what, int times, Func<int, Task> act)
    {
        await act(0);
        var measured = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var turn = i;
            measured.Add(await TimeAsync(() => act(turn)));
        }

        Console.WriteLine($"{what,-16} {Shown(measured)}");
    }

    private static AuditEvent Act(int i) => new(
        Begin.AddSeconds(i), new Actor(ActorKind.Person, "demo", $"person-{i % 97}", "A Person"), AuditActions.DraftEdited, string.Create(CultureInfo.InvariantCulture, $"draft/{i / 7}"),
        new Dictionary<string, string?> { ["title"] = "Let the payments team deploy" });

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var clock = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    }

    private static string Shown(List<double> measured) => string.Create(CultureInfo.InvariantCulture, $"{At(measured, 0.95):F2} ({Median(measured):F2})");

    private static double Median(List<double> measured) => At(measured, 0.5);

    private static double At(List<double> measured, double part) => measured.Order().ElementAt((int)(part * (measured.Count - 1)));
}
