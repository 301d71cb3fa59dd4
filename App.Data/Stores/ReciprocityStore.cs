using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

internal sealed class ReciprocityStore(IDbContextFactory<AccessDbContext> contexts) : IReciprocityStore
{
    public async Task<IReadOnlyList<ReciprocalPair>> ListPairsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Database.SqlQueryRaw<GivenRow>(SqlScripts.Read("list_reciprocal_approvals"), Since(since)).ToListAsync(cancellationToken);
        var given = rows.ToLookup(r => (r.Approver, r.Author));
        return
        [
            .. given.Select(g => g.Key).Where(pair => Compare(pair.Approver, pair.Author) < 0)
                .OrderBy(pair => pair.Approver, Comparer<PersonId>.Create(Compare)).ThenBy(pair => pair.Author, Comparer<PersonId>.Create(Compare)).Take(limit)
                .Select(pair => PairOf([.. given[pair]], [.. given[(pair.Author, pair.Approver)]])),
        ];
    }

    public async Task<IReadOnlyList<(PersonId Approver, int Changes)>> CountGivenAsync(
        PersonId author, IReadOnlyCollection<PersonId> approvers, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Database.SqlQueryRaw<CountRow>(
            SqlScripts.Read("count_given_approvals"), Since(since), Json("author", new[] { author }), Json("approvers", approvers.ToArray())).ToListAsync(cancellationToken);
        return [.. rows.Select(r => (new PersonId(r.Issuer, r.Subject), r.Changes)).OrderByDescending(r => r.Changes)];
    }

    private static ReciprocalPair PairOf(GivenRow[] byFirst, GivenRow[] bySecond) => new(
        byFirst[0].ApproverActor, bySecond[0].ApproverActor, [.. byFirst.Select(r => r.Given)], [.. bySecond.Select(r => r.Given)], bySecond[0].OfAuthor, byFirst[0].OfAuthor);

    private static int Compare(PersonId one, PersonId other) =>
        string.CompareOrdinal(one.Issuer, other.Issuer) is not 0 and var order ? order : string.CompareOrdinal(one.Subject, other.Subject);

    /// <summary>As approvals write their instants, to the second: a text that ends earlier sorts before.</summary>
    private static NpgsqlParameter Since(DateTimeOffset since) => new("since", since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));

    private static NpgsqlParameter Json<T>(string name, T value) => new(name, NpgsqlDbType.Jsonb) { Value = StoredJson.Write(value) };

    private sealed record GivenRow(
        string ApproverIssuer, string ApproverSubject, string ApproverName, string AuthorIssuer, string AuthorSubject, Guid Draft, string Title, int? Revision, DateTimeOffset At, int OfAuthor)
    {
        public PersonId Approver => new(ApproverIssuer, ApproverSubject);

        public PersonId Author => new(AuthorIssuer, AuthorSubject);

        public Actor ApproverActor => new(ActorKind.Person, ApproverIssuer, ApproverSubject, ApproverName);

        public GivenApproval Given => new(Draft, Title, At, Revision);
    }

    private sealed record CountRow(string Issuer, string Subject, int Changes);
}
