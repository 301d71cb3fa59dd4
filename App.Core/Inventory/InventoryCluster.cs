using AccessConsole.Core.Model;

namespace AccessConsole.Core.Inventory;

/// <summary>A cluster of an organization with its queues.</summary>
public sealed record InventoryCluster(Guid Id, string Name, ValueList<InventoryQueue> Queues);
