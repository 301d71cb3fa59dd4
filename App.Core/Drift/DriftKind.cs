namespace AccessConsole.Core.Drift;

/// <summary>How an engine differs from what it should be. On the wire by name: do not rename.</summary>
public enum DriftKind
{
    /// <summary>It says that it runs a revision that was never published.</summary>
    RevisionAhead,

    /// <summary>It says that it runs a revision at which nothing was published for its scope.</summary>
    RevisionUnpublished,

    /// <summary>It says that it runs an archive that the console never made of that revision.</summary>
    UnknownDigest,

    /// <summary>It decided a request otherwise than the revision that it ran.</summary>
    DecidesOtherwise,

    /// <summary>Its puller found objects of the console changed by somebody, and put them right.</summary>
    ObjectsRepaired,
}

public static class DriftKinds
{
    public static string Name(this DriftKind kind) => kind switch
    {
        DriftKind.RevisionAhead => "revision_ahead",
        DriftKind.RevisionUnpublished => "revision_unpublished",
        DriftKind.UnknownDigest => "unknown_digest",
        DriftKind.DecidesOtherwise => "decides_otherwise",
        DriftKind.ObjectsRepaired => "objects_repaired",
    };

    /// <summary>What to do about it.</summary>
    public static string Mend(this DriftKind kind) => kind switch
    {
        DriftKind.RevisionAhead => "see whether the console's database is an older one than its engines knew: publishing goes on above every number reported; else whoever holds the point's token reports what is not so",
        DriftKind.RevisionUnpublished => "see what the engine loads besides the console's bundle, and revoke its token if nobody knows why",
        DriftKind.UnknownDigest => "treat the gateway as changed by somebody: have it pull anew into an empty directory, and look who can write there",
        DriftKind.DecidesOtherwise => "ask the simulator by that revision, then look for what stands before the decision: a location of its own, another policy module, an older bundle in memory (reload)",
        DriftKind.ObjectsRepaired => "find out who writes objects that the console owns (the cluster's audit log), and take that right away",
    };
}
