using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

internal sealed class DecisionEvidence(NpgsqlDataSource dataSource) : IDecisionEvidence
{
    /// <summary>In seconds. A page's question must not hold the database for longer.</summary>
    private const int Patience = 60;

    public async Task<IReadOnlyDictionary<string, TotalUse>> UseOfGrantsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = Command("use_of_grants", since);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var uses = new Dictionary<string, TotalUse>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
            uses[rows.GetString(0)] = new TotalUse(rows.GetInt64(1), rows.GetFieldValue<DateTimeOffset>(2));
        return uses;
    }

    public async Task<IReadOnlyList<DecisionSource>> SourcesAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = Command("list_decision_sources", since, until);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var sources = new List<DecisionSource>();
        while (await rows.ReadAsync(cancellationToken))
        {
            sources.Add(new DecisionSource(
                rows.GetString(0), rows.GetString(1), Targets.Find(rows.GetString(2)), rows.GetInt32(3), rows.GetInt64(4), rows.GetFieldValue<DateTimeOffset>(5), rows.GetFieldValue<DateTimeOffset>(6)));
        }

        return sources;
    }

    public async Task<IReadOnlyDictionary<string, long>> LossesAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = Command("list_decision_losses", since, until);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var losses = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
            losses[rows.GetString(0)] = rows.GetInt64(1);
        return losses;
    }

    public async Task<SeenCalls> CallsOfAsync(IReadOnlyCollection<string> grants, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command("calls_of_grants", since);
        command.Parameters.Add(new NpgsqlParameter<string[]>("grants", NpgsqlDbType.Array | NpgsqlDbType.Text) { TypedValue = [.. grants] });
        return await CallsAsync(command, limit, cancellationToken);
    }

    public async Task<SeenCalls> RefusedAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command("refused_calls", since);
        return await CallsAsync(command, limit, cancellationToken);
    }

    public async Task<ObservedUses> ObservedAsync(DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command("observed_uses", since, until);
        command.Parameters.Add(new NpgsqlParameter<int>("limit", limit + 1));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var uses = new List<ObservedUse>();
        while (uses.Count < limit && await rows.ReadAsync(cancellationToken))
        {
            uses.Add(new ObservedUse(
                rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4), rows.GetString(5), rows.GetInt64(6), rows.GetFieldValue<DateTimeOffset>(7),
                rows.GetFieldValue<DateTimeOffset>(8)));
        }

        return new ObservedUses(uses, uses.Count == limit && await rows.ReadAsync(cancellationToken));
    }

    private NpgsqlCommand Command(string script, DateTimeOffset since, DateTimeOffset? until = null)
    {
        var command = dataSource.CreateCommand(SqlScripts.Read(script));
        command.CommandTimeout = Patience;
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("since", since.ToUniversalTime()));
        if (until is { } end)
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("until", end.ToUniversalTime()));
        return command;
    }

    private static async Task<SeenCalls> CallsAsync(NpgsqlCommand command, int limit, CancellationToken cancellationToken)
    {
        command.Parameters.Add(new NpgsqlParameter<int>("limit", limit + 1));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var calls = new List<SeenCall>();
        while (calls.Count < limit && await rows.ReadAsync(cancellationToken))
            calls.Add(CallOf(rows));
        return new SeenCalls(calls, calls.Count == limit && await rows.ReadAsync(cancellationToken));
    }

    private static SeenCall CallOf(NpgsqlDataReader row)
    {
        return new SeenCall
        {
            Grant = row.GetString(0),
            Environment = row.GetString(1),
            Service = row.GetString(2),
            Principal = Text(3),
            Method = Text(4),
            Path = Text(5),
            Branch = Text(6),
            Tag = Text(7),
            Source = Text(8),
            Queue = Text(9),
            Cluster = Text(10),
            Step = Text(11),
            InWindow = row.GetInt64(12),
            Count = row.GetInt64(13),
            First = row.GetFieldValue<DateTimeOffset>(14),
            Last = row.GetFieldValue<DateTimeOffset>(15),
        };

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
