using System.Text.Json.Nodes;

namespace AccessConsole.Tests.SignIn;

/// <summary>Somebody whom the loopback provider knows.</summary>
/// <param name="Claims">What it writes of them into its tokens.</param>
/// <param name="GroupsBeyondToken">What Entra's Graph says of their groups, where they do not fit into a token.</param>
public sealed record ProviderPerson(string Id, JsonObject Claims, IReadOnlyList<string>? GroupsBeyondToken = null);
