using System.Globalization;

namespace AccessConsole.Core.Auditing.Merkle;

/// <summary>What is stored of the log contradicts itself or what was signed of it: somebody changed it beside the console.</summary>
public sealed class AuditTreeException(string message) : Exception(message)
{
    internal static AuditTreeException Missing(SubtreeId subtree) => new(
        string.Create(CultureInfo.InvariantCulture, $"the stored hash of the events {subtree.FirstLeaf} to {subtree.LastLeaf} is missing: compare the log with a backup"));
}
