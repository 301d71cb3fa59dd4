using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using AccessConsole.Data.Sql;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

internal sealed class StageEvidenceStore(NpgsqlDataSource dataSource) : IStageEvidence
{
    public async Task<StageEvidence> FindAsync(string environment, int revision, IReadOnlyList<ValueMap> selectors, DateTimeOffset started, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("stage_evidence"));
        command.Parameters.Add(new NpgsqlParameter<string>("environment", environment));
        command.Parameters.Add(new NpgsqlParameter<int>("revision", revision));
        command.Parameters.Add(new NpgsqlParameter<string[]>("selectors", NpgsqlDbType.Array | NpgsqlDbType.Jsonb) { TypedValue = [.. selectors.Select(StoredJson.Write)] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("started", started.ToUniversalTime()));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>("since", since.ToUniversalTime()));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new StageEvidence(
            row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetString(3),
            new DecisionCounts(row.GetInt64(4), row.GetInt64(5)), new DecisionCounts(row.GetInt64(6), row.GetInt64(7)));
    }
}
