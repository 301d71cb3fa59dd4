namespace AccessConsole.Core.Inventory;

/// <summary>What is known of a pipeline from all listings so far.</summary>
/// <param name="FirstSeen">When a listing first held it.</param>
/// <param name="GoneAt">When a listing first lacked it: it was deleted, or the token no longer sees it. Null while it is there.</param>
public sealed record KnownPipeline(InventoryPipeline Pipeline, DateTimeOffset FirstSeen, DateTimeOffset? GoneAt);
