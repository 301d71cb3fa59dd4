namespace AccessConsole.Core.Inventory;

/// <summary>A queue of a cluster: agents choose it by key, policies mean it by UUID.</summary>
public sealed record InventoryQueue(Guid Id, string Key);
