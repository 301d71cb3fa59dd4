using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

/// <summary>Plain Npgsql instead of a context: EF Core knows neither partitions nor COPY.</summary>
internal sealed class DecisionLog(NpgsqlDataSource dataSource) : IDecisionLog
{
    /// <summary>After so many rows others get their turn: about as many as go to the database at once.</summary>
    private const int RowsInARow = 20;

    private readonly PreparedDays prepared = new();

    public async Task<int> AddAsync(IReadOnlyList<LoggedDecision> decisions, IReadOnlyList<DecisionLoss> losses, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await PrepareAsync(connection, decisions, cancellationToken);
        try
        {
            return await WriteAsync(connection, decisions, losses, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // A day that was there has been ended since: then it is made again.
            prepared.Forget();
            await PrepareAsync(connection, decisions, cancellationToken);
            return await WriteAsync(connection, decisions, losses, cancellationToken);
        }
    }

    public async Task<int> EndAsync(DateTimeOffset decisionsBefore, DateTimeOffset countsBefore, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("end_decisions"));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("decisions_before", decisionsBefore.ToUniversalTime()));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("counts_before", countsBefore.ToUniversalTime()));
        var ended = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (ended > 0)
            prepared.Forget();
        await using var points = dataSource.CreateCommand(SqlScripts.Read("end_decision_points"));
        await points.ExecuteNonQueryAsync(cancellationToken);
        return ended;
    }

    public async Task<IReadOnlyList<LoggedDecision>> ListAsync(DecisionFilter filter, DecisionPlace? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("list_decisions"));
        command.Parameters.AddRange(DecisionColumns.Of(filter, before, limit));
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<LoggedDecision?> FindAsync(DecisionPlace place, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("find_decision"));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("at", place.At.ToUniversalTime()));
        command.Parameters.Add(new NpgsqlParameter<Guid>("id", place.Id));
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("any_decision"));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<IReadOnlyList<GrantUse>> UseOfGrantAsync(string grant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("use_of_grant"));
        command.Parameters.Add(new NpgsqlParameter<string>("grant", grant));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("since", since.ToUniversalTime()));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var uses = new List<GrantUse>();
        while (await rows.ReadAsync(cancellationToken))
            uses.Add(new GrantUse(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3), rows.GetFieldValue<DateTimeOffset>(4), rows.GetFieldValue<DateTimeOffset>(5)));
        return uses;
    }

    public async Task<DecisionCoverage> CoverageAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("decision_coverage"));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("since", since.ToUniversalTime()));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new DecisionCoverage(InstantAt(0), InstantAt(1), row.GetInt64(2), row.GetInt64(3));

        DateTimeOffset? InstantAt(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
    }

    private async Task PrepareAsync(NpgsqlConnection connection, IReadOnlyList<LoggedDecision> decisions, CancellationToken cancellationToken)
    {
        var missing = prepared.MissingOf(decisions);
        if (missing.Length == 0)
            return;
        await using var command = new NpgsqlCommand(SqlScripts.Read("prepare_decisions"), connection);
        command.Parameters.Add(new NpgsqlParameter<DateTime[]>("instants", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { TypedValue = missing });
        await command.ExecuteNonQueryAsync(cancellationToken);
        prepared.Add(missing);
    }

    private static async Task<int> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<LoggedDecision> decisions, IReadOnlyList<DecisionLoss> losses, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(connection, decisions, CopyAsync, losses, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // A sender sends again what it was not answered. That is rare, so that only then the new ones are told from the others, which costs the database twice as much.
            return await WriteAsync(connection, decisions, KeepNewAsync, losses, cancellationToken);
        }
    }

    /// <param name="keepAsync">Writes decisions, and says which of them were new.</param>
    private static async Task<int> WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<LoggedDecision> decisions,
        Func<NpgsqlConnection, NpgsqlTransaction, IReadOnlyList<LoggedDecision>, CancellationToken, Task<IReadOnlyList<LoggedDecision>>> keepAsync,
        IReadOnlyList<DecisionLoss> losses,
        CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var fresh = decisions.Count == 0 ? [] : await keepAsync(connection, transaction, decisions, cancellationToken);
        // Only what is new is counted, so that a batch that comes again changes nothing.
        if (fresh.Count > 0)
            await DecisionTallies.AddAsync(connection, transaction, fresh, cancellationToken);
        if (losses.Count > 0)
            await NoteAsync(connection, transaction, losses, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return fresh.Count;
    }

    private static async Task<IReadOnlyList<LoggedDecision>> CopyAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<LoggedDecision> decisions, CancellationToken cancellationToken)
    {
        await CopyAsync(connection, "copy_decisions", decisions, cancellationToken);
        return decisions;
    }

    private static async Task<IReadOnlyList<LoggedDecision>> KeepNewAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<LoggedDecision> decisions, CancellationToken cancellationToken)
    {
        await using (var stage = new NpgsqlCommand(SqlScripts.Read("stage_decisions"), connection, transaction))
            await stage.ExecuteNonQueryAsync(cancellationToken);
        await CopyAsync(connection, "copy_incoming_decisions", decisions, cancellationToken);
        await using var keep = new NpgsqlCommand(SqlScripts.Read("keep_decisions"), connection, transaction);
        await using var rows = await keep.ExecuteReaderAsync(cancellationToken);
        var kept = new HashSet<(long, Guid)>();
        while (await rows.ReadAsync(cancellationToken))
            kept.Add(KeyOf(rows.GetFieldValue<DateTimeOffset>(0), rows.GetGuid(1)));
        // Taken out once found: a decision that stands in the batch twice is one.
        return [.. decisions.Where(decision => kept.Remove(KeyOf(decision.At, decision.Id)))];
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string script, IReadOnlyList<LoggedDecision> decisions, CancellationToken cancellationToken)
    {
        await using var import = await connection.BeginBinaryImportAsync(SqlScripts.Read(script), cancellationToken);
        for (var i = 0; i < decisions.Count; i++)
        {
            if (i % RowsInARow == 0)
                await Task.Yield();
            await DecisionColumns.WriteAsync(import, decisions[i], cancellationToken);
        }

        await import.CompleteAsync(cancellationToken);
    }

    /// <summary>In whole microseconds, as the database keeps time.</summary>
    private static (long Microseconds, Guid Id) KeyOf(DateTimeOffset at, Guid id) => (at.UtcTicks / TimeSpan.TicksPerMicrosecond, id);

    private static async Task NoteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<DecisionLoss> losses, CancellationToken cancellationToken)
    {
        await using var note = new NpgsqlCommand(SqlScripts.Read("note_decision_losses"), connection, transaction);
        note.Parameters.Add(Column("hours", losses, loss => loss.Hour.ToUniversalTime()));
        note.Parameters.Add(Column("environments", losses, loss => loss.Environment));
        note.Parameters.Add(Column("points", losses, loss => loss.Point));
        note.Parameters.Add(Column("causes", losses, loss => loss.Cause));
        note.Parameters.Add(Column("counts", losses, loss => loss.Count));
        await note.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<T[]> Column<T>(string name, IReadOnlyList<DecisionLoss> losses, Func<DecisionLoss, T> value) => new(name, [.. losses.Select(value)]);

    private static async Task<IReadOnlyList<LoggedDecision>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var decisions = new List<LoggedDecision>();
        while (await rows.ReadAsync(cancellationToken))
            decisions.Add(DecisionColumns.Read(rows));
        return decisions;
    }
}
