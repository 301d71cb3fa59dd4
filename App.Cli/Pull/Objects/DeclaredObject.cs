using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Pull.Objects;

/// <summary>An object that a bundle asks for.</summary>
/// <param name="Opens">Whether it allows something, so that it is applied after what denies and removed before.</param>
/// <param name="IsDefault">Whether it is what holds where nothing else of its service speaks.</param>
internal sealed record DeclaredObject(ObjectKey Key, JsonObject Content, bool Opens, bool IsDefault = false);
