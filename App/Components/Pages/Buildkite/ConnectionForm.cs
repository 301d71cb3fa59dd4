using AccessConsole.Buildkite;

namespace AccessConsole.Components.Pages.Buildkite;

/// <summary>What the form for a new connection holds.</summary>
public sealed record ConnectionForm(string Organization = "", string Token = "", string Address = "")
{
    public ConnectionRequest ToRequest() => new() { Organization = Organization, Token = Token, Address = Address };
}
