namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Which of the tokens that a permission accepts a deny grant takes back.</summary>
internal enum DenyReach
{
    None,
    Some,
    All,
}
