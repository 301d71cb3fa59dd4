using System.Globalization;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Auditing;

/// <summary>How PostgreSQL reads stored hashes once it knows how many there are: a proof must not cost a pass over the log.</summary>
public sealed class SubtreePlanTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    // A proof in a log of some millions reads that many.
    private const int Spans = 20;

    [Fact]
    public async Task Hashes_OfAFewSpans_AreReadByTheIndex()
    {
        await database.ExecuteAsOwnerAsync("INSERT INTO audit_subtrees (level, index, hash) SELECT level, i, sha256(i::text::bytea) FROM generate_series(0, 2) AS level, generate_series(0, (400000 >> (8 * level)) - 1) AS i");
        await database.ExecuteAsOwnerAsync("ANALYZE audit_subtrees");

        var plan = await PlanAsync();

        Assert.Contains(plan, line => line.Contains("Index Scan", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan", StringComparison.Ordinal));
        // What is thought to be much is compiled first, which takes longer than all the reading.
        var expected = int.Parse(plan[0].Split("rows=")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(expected, 1, Spans * 256);
    }

    private async Task<List<string>> PlanAsync()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand("EXPLAIN " + await File.ReadAllTextAsync(Repository.PathTo("App.Data", "Sql", "read_subtrees.sql"), TestContext.Current.CancellationToken));
        command.Parameters.AddWithValue("levels", Enumerable.Range(0, Spans).Select(i => (short)(i % 3)).ToArray());
        command.Parameters.AddWithValue("firsts", Enumerable.Range(0, Spans).Select(i => (long)i).ToArray());
        command.Parameters.AddWithValue("counts", Enumerable.Repeat(100L, Spans).ToArray());
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            lines.Add(reader.GetString(0));
        return lines;
    }
}
