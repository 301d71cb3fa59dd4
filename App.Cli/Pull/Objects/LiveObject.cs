using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Pull.Objects;

/// <summary>An object of the console's that the engine has.</summary>
/// <param name="Opens">Whether it allows something.</param>
/// <param name="IsKept">Whether it stays although no bundle asks for it: what was governed once stays closed.</param>
internal sealed record LiveObject(ObjectKey Key, JsonObject Content, bool Opens, bool IsKept);
