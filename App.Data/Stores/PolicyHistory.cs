using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

/// <summary>Questions to the versioned rows.</summary>
internal static class PolicyHistory
{
    /// <summary>The rows that stood at a revision. What they are never changes once the revision exists.</summary>
    public static IQueryable<PolicyObjectRow> AsOf(this IQueryable<PolicyObjectRow> rows, int revision) =>
        rows.AsNoTracking().Where(o => o.ValidFrom <= revision && (o.ValidTo == null || o.ValidTo > revision));

    public static async Task<List<PolicyObject>> ReadObjectsAsync(this IQueryable<PolicyObjectRow> rows, CancellationToken cancellationToken)
    {
        var objects = new List<PolicyObject>();
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
            objects.Add(PolicyBodies.ReadObject(row));
        // Sorted here: the database's collation is its operator's choice.
        objects.Sort((left, right) => left.Reference.CompareTo(right.Reference));
        return objects;
    }

    /// <summary>What a revision said and a later one does not. A renamed object is not among them: the upsert of its id ends its old name.</summary>
    public static async Task<IEnumerable<PolicyReference>> ReadDeletesAsync(
        this IQueryable<PolicyObjectRow> rows, int from, int to, CancellationToken cancellationToken)
    {
        var standing = rows.AsOf(to);
        var ended = await rows.AsOf(from)
            .Where(o => o.ValidTo <= to)
            .Where(o => !standing.Any(s => s.Kind == o.Kind && s.Name == o.Name))
            .Where(o => o.Id == null || !standing.Any(s => s.Kind == o.Kind && s.Id == o.Id))
            .Select(o => new { o.Kind, o.Name })
            .ToListAsync(cancellationToken);
        return ended.Select(o => new PolicyReference(o.Kind, o.Name)).Order();
    }

    /// <summary>The states of the object that last had the name, under whatever names it had, newest first.</summary>
    public static async Task<List<ObjectVersion>> ReadVersionsAsync(
        this IQueryable<PolicyObjectRow> rows, PolicyReference reference, int limit, CancellationToken cancellationToken)
    {
        var (kind, name) = reference;
        var named = rows.AsNoTracking().Where(o => o.Kind == kind && o.Name == name);
        var id = await named.OrderByDescending(o => o.ValidFrom).Select(o => o.Id).FirstOrDefaultAsync(cancellationToken);
        // Before the object had an id, its name was all it was known by.
        var states = id is null ? named : rows.AsNoTracking().Where(o => o.Kind == kind && (o.Id == id || (o.Name == name && o.Id == null)));
        var newest = await states.OrderByDescending(o => o.ValidFrom).Take(limit).ToListAsync(cancellationToken);
        return [.. newest.Select(o => new ObjectVersion(o.ValidFrom, o.ValidTo, PolicyBodies.ReadObject(o)))];
    }

    public static async Task<List<ObjectVersion>> ReadChangedAsync(
        this IQueryable<PolicyObjectRow> rows, int revision, int limit, CancellationToken cancellationToken)
    {
        var states = await rows.AsNoTracking().Where(o => o.ValidFrom == revision || o.ValidTo == revision)
            .OrderBy(o => o.Kind).ThenBy(o => o.Name).ThenBy(o => o.ValidFrom).Take(limit).ToListAsync(cancellationToken);
        return [.. states.Select(o => new ObjectVersion(o.ValidFrom, o.ValidTo, PolicyBodies.ReadObject(o)))];
    }
}
