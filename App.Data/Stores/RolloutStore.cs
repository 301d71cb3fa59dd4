using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Npgsql;

namespace AccessConsole.Data.Stores;

/// <summary>Plain Npgsql instead of a context: everything here is merged or counted where it is stored.</summary>
internal sealed class RolloutStore(NpgsqlDataSource dataSource) : IRolloutStore
{
    public async Task SaveAsync(IReadOnlyList<PointStep> steps, IReadOnlyList<PointFailure> failures, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { new(SqlScripts.Read("lock_rollout_steps")) } };
        if (steps.Count > 0)
        {
            batch.BatchCommands.Add(RolloutColumns.Save(steps));
            batch.BatchCommands.Add(RolloutColumns.Pass(steps));
        }

        if (failures.Count > 0)
            batch.BatchCommands.Add(RolloutColumns.Save(failures));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<RolloutRound> AdvanceAsync(DateTimeOffset now, Func<Rollout, AuditEvent> toEvent, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var judged = new List<Rollout>();
        await using (var hold = Command("hold_rollouts", connection, transaction))
        {
            if (await hold.ExecuteScalarAsync(cancellationToken) is true)
            {
                await OpenAsync(connection, transaction, now, cancellationToken);
                judged = await JudgeAsync(connection, transaction, now, cancellationToken);
            }
        }

        await using var count = Command("count_open_rollouts", connection, transaction, Instant("now", now));
        var (open, state) = (await RolloutColumns.ReadAsync(count, rows => (rows.GetInt64(0), rows.GetString(1)), cancellationToken)).Single();
        await transaction.AppendAuditAsync([.. judged.Where(r => r.Outcome == RolloutOutcome.Missed).Select(toEvent)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RolloutRound((int)open, state, judged);
    }

    public async Task<IReadOnlyList<Rollout>> FindAsync(int revision, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("find_rollouts"));
        command.Parameters.Add(new NpgsqlParameter<int>("revision", revision));
        return await RolloutColumns.ReadAsync(command, RolloutColumns.Rollout, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListChangedAsync(int revision, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("list_changed_environments"));
        command.Parameters.Add(new NpgsqlParameter<int>("revision", revision));
        return await RolloutColumns.ReadAsync(command, rows => rows.GetString(0), cancellationToken);
    }

    public async Task<IReadOnlyList<Rollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("list_rollouts"));
        command.Parameters.Add(RolloutColumns.Text("environment", environment));
        command.Parameters.Add(new NpgsqlParameter<int?>("before", before?.Revision));
        command.Parameters.Add(RolloutColumns.Text("before_environment", before?.Environment));
        command.Parameters.Add(new NpgsqlParameter<int>("limit", limit));
        return await RolloutColumns.ReadAsync(command, RolloutColumns.Rollout, cancellationToken);
    }

    public async Task<IReadOnlyList<RolloutPoint>> ListPointsAsync(int revision, string? environment, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = PointsCommand("list_rollout_points", revision, environment, limit);
        command.Parameters.Add(new NpgsqlParameter<Guid?>("after", after));
        return await RolloutColumns.ReadAsync(command, RolloutColumns.Point, cancellationToken);
    }

    public async Task<IReadOnlyList<RolloutPoint>> ListLaggardsAsync(int revision, string? environment, int limit, CancellationToken cancellationToken)
    {
        await using var command = PointsCommand("list_rollout_laggards", revision, environment, limit);
        return await RolloutColumns.ReadAsync(command, RolloutColumns.Point, cancellationToken);
    }

    public async Task<IReadOnlyList<RolloutGoal>> ListGoalsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("list_rollout_goals"));
        return await RolloutColumns.ReadAsync(command, rows => new RolloutGoal(rows.GetString(0), rows.GetInt32(1), TimeSpan.FromSeconds(rows.GetInt32(2))), cancellationToken);
    }

    public async Task SetGoalAsync(RolloutGoal goal, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var set = Command(
            "set_rollout_goal", connection, transaction,
            new NpgsqlParameter<string>("environment", goal.Environment), new NpgsqlParameter<int>("percent", goal.Percent), new NpgsqlParameter<int>("within", (int)goal.Within.TotalSeconds));
        await set.ExecuteNonQueryAsync(cancellationToken);
        await transaction.AppendAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task OpenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A step that is saved meanwhile would pass by the lines that come to be here.
        await using var hold = Command("lock_rollout_steps", connection, transaction);
        await hold.ExecuteNonQueryAsync(cancellationToken);
        var standard = RolloutGoal.Default("");
        await using var open = Command(
            "open_rollouts", connection, transaction,
            Instant("now", now), new NpgsqlParameter<int>("percent", standard.Percent), new NpgsqlParameter<int>("within", (int)standard.Within.TotalSeconds));
        await open.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<Rollout>> JudgeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var judged = new List<Rollout>();
        await using var due = Command("due_rollouts", connection, transaction, Instant("now", now), Grace());
        foreach (var (revision, environment) in await RolloutColumns.ReadAsync(due, rows => (rows.GetInt32(0), rows.GetString(1)), cancellationToken))
        {
            var place = new NpgsqlParameter[] { new NpgsqlParameter<int>("revision", revision), new NpgsqlParameter<string>("environment", environment) };
            await using var measure = Command("measure_rollout", connection, transaction, [.. place, Instant("now", now), Grace()]);
            var measured = (await RolloutColumns.ReadAsync(measure, RolloutColumns.Rollout, cancellationToken)).Single();
            var outcome = measured.Judge(now);
            if (measured.Outcome != RolloutOutcome.Open || outcome == RolloutOutcome.Open)
                continue;
            await using var judge = Command(
                "judge_rollout", connection, transaction,
                new NpgsqlParameter<int>("revision", revision), new NpgsqlParameter<string>("environment", environment), Instant("now", now), new NpgsqlParameter<string>("outcome", outcome.ToString()));
            await judge.ExecuteNonQueryAsync(cancellationToken);
            judged.Add(measured with { Outcome = outcome, JudgedAt = now });
        }

        return judged;
    }

    private NpgsqlCommand PointsCommand(string script, int revision, string? environment, int limit)
    {
        var command = dataSource.CreateCommand(SqlScripts.Read(script));
        command.Parameters.Add(new NpgsqlParameter<int>("revision", revision));
        command.Parameters.Add(RolloutColumns.Text("environment", environment));
        command.Parameters.Add(new NpgsqlParameter<int>("limit", limit));
        return command;
    }

    private static NpgsqlParameter<TimeSpan> Grace() => new("grace", Rollout.Grace);

    private static NpgsqlParameter<DateTimeOffset> Instant(string name, DateTimeOffset at) => new(name, at.ToUniversalTime());

    private static NpgsqlCommand Command(string script, NpgsqlConnection connection, NpgsqlTransaction transaction, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(SqlScripts.Read(script), connection, transaction);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
