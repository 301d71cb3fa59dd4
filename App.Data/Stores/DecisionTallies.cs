using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Npgsql;

namespace AccessConsole.Data.Stores;

/// <summary>What is counted of new decisions: uses by the hour, who told of a service by the day, and what each enforcement point allowed by the minute.</summary>
internal static class DecisionTallies
{
    public static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<LoggedDecision> fresh, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Hours(fresh), Sources(fresh), Points(fresh) } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Hours(IReadOnlyCollection<LoggedDecision> fresh)
    {
        var counts = Tally.Of(fresh, decision => (
            Hour: StartOf(decision, TimeSpan.FromHours(1)), decision.Environment, Service: decision.Service ?? "", Principal: decision.Principal ?? "", Grant: decision.Grant ?? "",
            decision.Reason, decision.Effect, decision.Mode));
        return new NpgsqlBatchCommand(SqlScripts.Read("count_decision_hours"))
        {
            Parameters =
            {
                Column("hours", counts.Keys, key => key.Hour),
                Column("environments", counts.Keys, key => key.Environment),
                Column("services", counts.Keys, key => key.Service),
                Column("principals", counts.Keys, key => key.Principal),
                Column("grants", counts.Keys, key => key.Grant),
                Column("reasons", counts.Keys, key => key.Reason),
                Column("effects", counts.Keys, key => key.Effect),
                Column("modes", counts.Keys, key => key.Mode),
                Column("counts", counts.Values, tally => tally.Count),
                Column("firsts", counts.Values, tally => tally.First),
                Column("lasts", counts.Values, tally => tally.Last),
            },
        };
    }

    private static NpgsqlBatchCommand Sources(IReadOnlyCollection<LoggedDecision> fresh)
    {
        var counts = Tally.Of(
            fresh.Where(decision => decision.Service is not null),
            decision => (Day: StartOf(decision, TimeSpan.FromDays(1)), decision.Environment, Service: decision.Service!, Target: decision.Source));
        return new NpgsqlBatchCommand(SqlScripts.Read("count_decision_sources"))
        {
            Parameters =
            {
                Column("days", counts.Keys, key => key.Day),
                Column("environments", counts.Keys, key => key.Environment),
                Column("services", counts.Keys, key => key.Service),
                Column("targets", counts.Keys, key => key.Target),
                Column("counts", counts.Values, tally => tally.Count),
                Column("firsts", counts.Values, tally => tally.First),
                Column("lasts", counts.Values, tally => tally.Last),
            },
        };
    }

    private static NpgsqlBatchCommand Points(IReadOnlyCollection<LoggedDecision> fresh)
    {
        var counts = Tally.Of(fresh, decision => (Minute: StartOf(decision, TimeSpan.FromMinutes(1)), decision.PointId));
        return new NpgsqlBatchCommand(SqlScripts.Read("count_decision_points"))
        {
            Parameters =
            {
                Column("minutes", counts.Keys, key => key.Minute),
                Column("points", counts.Keys, key => key.PointId),
                Column("allowed", counts.Values, tally => tally.Allowed),
                Column("denied", counts.Values, tally => tally.Count - tally.Allowed),
            },
        };
    }

    /// <summary>Of the hour, the day or the minute, in UTC.</summary>
    private static DateTimeOffset StartOf(LoggedDecision decision, TimeSpan span) => new(decision.At.UtcTicks - (decision.At.UtcTicks % span.Ticks), TimeSpan.Zero);

    private static NpgsqlParameter<T[]> Column<TItem, T>(string name, IEnumerable<TItem> items, Func<TItem, T> value) => new(name, [.. items.Select(value)]);

    private sealed class Tally
    {
        public long Count { get; private set; }

        public long Allowed { get; private set; }

        public DateTimeOffset First { get; private set; } = DateTimeOffset.MaxValue;

        public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

        public static Dictionary<TKey, Tally> Of<TKey>(IEnumerable<LoggedDecision> decisions, Func<LoggedDecision, TKey> keyOf)
            where TKey : notnull
        {
            var tallies = new Dictionary<TKey, Tally>();
            foreach (var decision in decisions)
            {
                var key = keyOf(decision);
                if (!tallies.TryGetValue(key, out var tally))
                    tallies[key] = tally = new Tally();
                tally.Add(decision);
            }

            return tallies;
        }

        private void Add(LoggedDecision decision)
        {
            var at = decision.At.ToUniversalTime();
            Count++;
            Allowed += decision.Effect == "allow" ? 1 : 0;
            First = at < First ? at : First;
            Last = at > Last ? at : Last;
        }
    }
}
