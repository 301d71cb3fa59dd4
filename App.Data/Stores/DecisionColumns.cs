using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

/// <summary>A decision as a row, in the one order of columns that the scripts have.</summary>
internal static class DecisionColumns
{
    private const string NoClaims = "{}";

    public static async Task WriteAsync(NpgsqlBinaryImporter import, LoggedDecision decision, CancellationToken cancellationToken)
    {
        await import.StartRowAsync(cancellationToken);
        await import.WriteAsync(decision.At.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await import.WriteAsync(decision.Id, NpgsqlDbType.Uuid, cancellationToken);
        await import.WriteAsync(decision.PointId, NpgsqlDbType.Uuid, cancellationToken);
        foreach (var text in Texts(decision))
            await WriteAsync(import, text, cancellationToken);
        if (decision.Revision is { } revision)
            await import.WriteAsync(revision, NpgsqlDbType.Integer, cancellationToken);
        else
            await import.WriteNullAsync(cancellationToken);
        await WriteAsync(import, decision.Trace, cancellationToken);
        await WriteAsync(import, decision.Build, cancellationToken);
        await WriteAsync(import, decision.Job, cancellationToken);
        await import.WriteAsync(decision.Claims.Count == 0 ? NoClaims : StoredJson.Write(decision.Claims), NpgsqlDbType.Jsonb, cancellationToken);
    }

    public static LoggedDecision Read(NpgsqlDataReader row) => new()
    {
        At = row.GetFieldValue<DateTimeOffset>(0),
        Id = row.GetGuid(1),
        PointId = row.GetGuid(2),
        Point = row.GetString(3),
        Target = Targets.Find(row.GetString(4)),
        Environment = row.GetString(5),
        Service = Text(row, 6),
        Principal = Text(row, 7),
        Method = Text(row, 8),
        Path = Text(row, 9),
        Effect = row.GetString(10),
        Reason = row.GetString(11),
        Detail = Text(row, 12),
        Grant = Text(row, 13),
        Mode = row.GetString(14),
        Revision = row.IsDBNull(15) ? null : row.GetInt32(15),
        Trace = Text(row, 16),
        Build = Text(row, 17),
        Job = Text(row, 18),
        Claims = StoredJson.Read<ValueMap>(row.GetString(19)),
    };

    public static NpgsqlParameter[] Of(DecisionFilter filter, DecisionPlace? before, int limit) =>
    [
        Instant("since", filter.Since),
        Instant("until", filter.Until),
        Instant("before_at", before?.At),
        new("before_id", NpgsqlDbType.Uuid) { Value = (object?)before?.Id ?? DBNull.Value },
        Text("environment", filter.Environment),
        Text("service", filter.Service),
        Text("principal", filter.Principal),
        Text("reason", filter.Reason),
        Text("grant", filter.Grant),
        Text("effect", filter.Effect),
        Text("mode", filter.Mode),
        Text("point", filter.Point),
        Text("trace", filter.Trace),
        Text("build", filter.Build),
        Text("job", filter.Job),
        Texts("traces", filter.Traces),
        Texts("scope_environments", filter.Scopes?.Select(scope => scope.Environment)),
        Texts("scope_services", filter.Scopes?.Select(scope => scope.Service)),
        new NpgsqlParameter<int>("limit", limit),
    ];

    private static IEnumerable<string?> Texts(LoggedDecision decision) =>
    [
        decision.Point, decision.Source, decision.Environment, decision.Service, decision.Principal, decision.Method, decision.Path,
        decision.Effect, decision.Reason, decision.Detail, decision.Grant, decision.Mode,
    ];

    private static Task WriteAsync(NpgsqlBinaryImporter import, string? text, CancellationToken cancellationToken) =>
        text is null ? import.WriteNullAsync(cancellationToken) : import.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static NpgsqlParameter Text(string name, string? value) => new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };

    private static NpgsqlParameter Instant(string name, DateTimeOffset? value) => new(name, NpgsqlDbType.TimestampTz) { Value = (object?)value?.UtcDateTime ?? DBNull.Value };

    private static NpgsqlParameter Texts(string name, IEnumerable<string?>? values) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = (object?)values?.ToArray() ?? DBNull.Value };
}
