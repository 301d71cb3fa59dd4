using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

/// <summary>Rollouts and their lines as columns.</summary>
internal static class RolloutColumns
{
    public static NpgsqlBatchCommand Save(IReadOnlyList<PointStep> steps) => new(SqlScripts.Read("save_rollout_steps"))
    {
        Parameters =
        {
            Column("point_ids", steps, s => s.PointId),
            Column("revisions", steps, s => s.Revision),
            Column("environments", steps, s => s.Scope.Environment),
            Column("targets", steps, s => s.Scope.Target.Name()),
            Column("services", steps, s => s.Scope.Service),
            Column("scopes", steps, s => s.Scope.ToString()),
            Instants("fetched", steps, s => s.Fetched),
            Instants("activated", steps, s => s.Activated),
            Instants("observed", steps, s => s.Observed),
            Instants("told", steps, s => s.ToldAt),
        },
    };

    public static NpgsqlBatchCommand Pass(IReadOnlyList<PointStep> steps) => new(SqlScripts.Read("pass_rollout_steps"))
    {
        Parameters = { Column("point_ids", steps, s => s.PointId), Column("revisions", steps, s => s.Revision) },
    };

    public static NpgsqlBatchCommand Save(IReadOnlyList<PointFailure> failures) => new(SqlScripts.Read("save_rollout_failures"))
    {
        Parameters = { Column("point_ids", failures, f => f.PointId), Column("errors", failures, f => f.Error) },
    };

    public static NpgsqlParameter<string?> Text(string name, string? value) => new(name, NpgsqlDbType.Text) { TypedValue = value };

    public static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
            found.Add(read(rows));
        return found;
    }

    public static Rollout Rollout(NpgsqlDataReader rows) => new(
        rows.GetInt32(0), rows.GetString(1), rows.GetFieldValue<DateTimeOffset>(2), new RolloutGoal(rows.GetString(1), rows.GetInt32(3), TimeSpan.FromSeconds(rows.GetInt32(4))),
        rows.GetInt32(5), rows.GetInt32(6), rows.GetInt32(7), rows.GetInt32(8), rows.GetInt32(9), rows.GetInt32(10), rows.GetInt32(11),
        SpanAt(rows, 12), SpanAt(rows, 13), SpanAt(rows, 14), Enum.Parse<RolloutOutcome>(rows.GetString(15)), InstantAt(rows, 16));

    public static RolloutPoint Point(NpgsqlDataReader rows) => new(
        rows.GetGuid(0), TextAt(rows, 1), new BundleScope(rows.GetString(2), Targets.Find(rows.GetString(3))!.Value, TextAt(rows, 4)), rows.GetInt32(5), rows.GetBoolean(6),
        InstantAt(rows, 7), InstantAt(rows, 8), InstantAt(rows, 9), TextAt(rows, 10), rows.IsDBNull(11) ? null : rows.GetInt32(11), InstantAt(rows, 12));

    private static NpgsqlParameter<T[]> Column<TRow, T>(string name, IReadOnlyList<TRow> rows, Func<TRow, T> value) => new(name, [.. rows.Select(value)]);

    private static NpgsqlParameter<DateTime?[]> Instants(string name, IReadOnlyList<PointStep> steps, Func<PointStep, DateTimeOffset?> value) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { TypedValue = [.. steps.Select(step => value(step)?.UtcDateTime)] };

    private static string? TextAt(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);

    private static DateTimeOffset? InstantAt(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetFieldValue<DateTimeOffset>(column);

    /// <summary>The database counts in seconds.</summary>
    private static TimeSpan? SpanAt(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? null : TimeSpan.FromSeconds(rows.GetDouble(column));
}
