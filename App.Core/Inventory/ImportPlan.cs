using AccessConsole.Core.Model;

namespace AccessConsole.Core.Inventory;

/// <summary>What a choice of pipelines comes to.</summary>
/// <param name="Also">Pipelines that nobody chose and that are updated with it: what is chosen has their former slugs now.</param>
/// <param name="Left">How many of those chosen need no change, or are not there.</param>
public sealed record ImportPlan(PolicyPatch Patch, int Added, int Updated, int Removed, ValueList<string> Also, int Left);
