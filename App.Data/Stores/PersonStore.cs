using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

internal sealed class PersonStore(IDbContextFactory<AccessDbContext> contexts) : IPersonStore
{
    public async Task RecordSignInAsync(
        PersonId person, string name, ConsoleRole highestRole, ValueList<string>? groups, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteScriptAsync(
            "save_person",
            cancellationToken,
            new NpgsqlParameter("issuer", person.Issuer),
            new NpgsqlParameter("subject", person.Subject),
            new NpgsqlParameter("name", name),
            new NpgsqlParameter("role", highestRole.ToString()),
            new NpgsqlParameter("is_admin", highestRole == ConsoleRole.Admin),
            new NpgsqlParameter("groups", NpgsqlDbType.Jsonb) { Value = groups is { } some ? StoredJson.Write(some) : DBNull.Value },
            new NpgsqlParameter("at", auditEvent.At.ToUniversalTime()));
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<ValueList<string>?> FindGroupsAsync(PersonId person, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await FindAsync(context, person, cancellationToken))?.Groups;
    }

    public async Task<bool> HasAdminSignedInAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Persons.AnyAsync(p => p.WasAdmin, cancellationToken);
    }

    public async Task<ValueList<SavedView>> LoadViewsAsync(PersonId person, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(context, person, cancellationToken) is { } row ? row.Views : [];
    }

    public async Task<ValueList<SavedView>?> ChangeViewsAsync(PersonId person, Func<ValueList<SavedView>, ValueList<SavedView>> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteScriptAsync("lock_person", cancellationToken, new NpgsqlParameter("issuer", person.Issuer), new NpgsqlParameter("subject", person.Subject));
        if (await FindAsync(context, person, cancellationToken) is not { } row)
            return null;
        var views = change(row.Views);
        await Of(context, person).ExecuteUpdateAsync(set => set.SetProperty(p => p.Views, views), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return views;
    }

    private static IQueryable<PersonRow> Of(AccessDbContext context, PersonId person) => context.Persons.Where(p => p.Issuer == person.Issuer && p.Subject == person.Subject);

    private static Task<PersonRow?> FindAsync(AccessDbContext context, PersonId person, CancellationToken cancellationToken) =>
        Of(context, person).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
}
