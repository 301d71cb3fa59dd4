using System.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Data;
using AccessConsole.Tests.Support;
using Npgsql;

namespace AccessConsole.Bench.Distribution;

/// <summary>
/// What is asked of the log at size: which grants were used over 30 days, each grant used in 24 of their 720 hours; and the decisions of one trace or build, over all days and
/// over three, where each day has as many decisions as there are grants.
/// </summary>
internal static class DecisionQuestions
{
    private const int Days = 30;
    private const int HoursOfEach = 24;
    private const int Turns = 5;

    private const string Prepare = "SELECT prepare_decisions(ARRAY(SELECT now() - make_interval(days => day) FROM generate_series(0, @days) AS day))";

    private const string Counts = """
        INSERT INTO decision_hours (hour, environment, service, principal, grant_name, reason, effect, mode, count, first_at, last_at)
        SELECT hour, 'production', 'service-' || grant_number % 5000, 'pipeline/pipeline-' || grant_number % 5000, 'grant-' || grant_number, 'granted', 'allow', 'enforce', 9, hour, hour
        FROM generate_series(1, @grants) AS grant_number, generate_series(0, @hours - 1) AS turn,
            LATERAL (SELECT date_trunc('hour', now(), 'UTC') - make_interval(hours => turn * (@days * 24 / @hours) + grant_number % (@days * 24 / @hours)) AS hour) AS at
        """;

    private const string Decisions = """
        INSERT INTO decisions (at, id, point_id, point, target, environment, service, principal, method, path, effect, reason, grant_name, mode, revision, trace, build, job, claims)
        SELECT now() - make_interval(days => day) - make_interval(secs => number * 0.1), gen_random_uuid(), gen_random_uuid(), 'gateway', 'opa', 'production', 'service-' || number % 5000,
            'pipeline/pipeline-' || number % 5000, 'POST', '/api/v2/items/' || number, 'allow', 'granted', 'grant-' || number, 'enforce', 42, md5(number || ' ' || day), md5('b' || number / 10 || ' ' || day),
            md5('j' || number || ' ' || day), '{"build_branch": "main", "build_source": "webhook", "pipeline_slug": "pipeline"}'
        FROM generate_series(0, @days - 2) AS day, generate_series(1, @grants) AS number
        """;

    public static async Task<int> RunAsync(int grants)
    {
        await using var postgres = new PostgresFixture();
        var database = await postgres.CreateDatabaseAsync();
        await FillAsync(database, grants);
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddAccessData(database).BuildServiceProvider();
        var (evidence, log, now) = (services.GetRequiredService<IDecisionEvidence>(), services.GetRequiredService<IDecisionLog>(), DateTimeOffset.UtcNow);
        var since = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - Days);
        await MeasureAsync("use of all grants over 30 days", async () => (await evidence.UseOfGrantsAsync(since, CancellationToken.None)).Count);
        var known = (await log.ListAsync(new DecisionFilter(Until: now.AddDays(-2)), null, 1, CancellationToken.None)).Single();
        await MeasureAsync("use of one grant over 30 days", async () => (await log.UseOfGrantAsync(known.Grant!, since, CancellationToken.None)).Count);
        await MeasureAsync("calls of one grant", async () => (await evidence.CallsOfAsync([known.Grant!], since, 50_000, CancellationToken.None)).Calls.Count);
        foreach (var (name, filter) in new[] { ("a trace", new DecisionFilter(Trace: known.Trace)), ("a build", new DecisionFilter(Build: known.Build)), ("a job", new DecisionFilter(Job: known.Job)) })
        {
            await MeasureAsync($"{name}, all days", async () => (await log.ListAsync(filter, null, 500, CancellationToken.None)).Count);
            var three = filter with { Since = known.At.AddDays(-1.5), Until = known.At.AddDays(1.5) };
            await MeasureAsync($"{name}, three days", async () => (await log.ListAsync(three, null, 500, CancellationToken.None)).Count);
        }

        return 0;
    }

    private static async Task FillAsync(string database, int grants)
    {
        var started = Stopwatch.StartNew();
        await using var source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(source, Prepare, ("days", Days + 1));
        var counts = await ExecuteAsync(source, Counts, ("grants", grants), ("hours", HoursOfEach), ("days", Days));
        var decisions = await ExecuteAsync(source, Decisions, ("grants", grants), ("days", Days));
        await ExecuteAsync(source, "VACUUM ANALYZE decisions, decision_hours");
        Console.WriteLine($"{counts:N0} counts and {decisions:N0} decisions of {grants:N0} grants in {started.Elapsed.TotalSeconds:F0} s");
    }

    private static async Task<int> ExecuteAsync(NpgsqlDataSource source, string sql, params (string Name, int Value)[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var (name, value) in parameters)
            command.Parameters.Add(new NpgsqlParameter<int>(name, value));
        return await command.ExecuteNonQueryAsync();
    }

    private static async Task MeasureAsync(string what, Func<Task<int>> ask)
    {
        var (times, found) = (new List<double>(), 0);
        for (var turn = 0; turn < Turns; turn++)
        {
            var started = Stopwatch.StartNew();
            found = await ask();
            times.Add(started.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine($"{what}: {found:N0} found, median {times.Order().ElementAt(Turns / 2):F0} ms, worst {times.Max():F0} ms");
    }
}
