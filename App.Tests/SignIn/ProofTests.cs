using System.Security.Claims;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Authentication;
using Xunit;

namespace AccessConsole.Tests.SignIn;

/// <summary>When a person proved who they are.</summary>
public sealed class ProofTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData(-60L, false, false, -60L)]
    [InlineData(-60L, true, true, -60L)]
    [InlineData(60L, true, false, 0L)]
    [InlineData(null, true, false, null)]
    [InlineData(null, true, true, 0L)]
    [InlineData(null, false, true, null)]
    public void Proof_IsWhatTheProviderSaysOfIt_NotThatItWasAskedFor(long? authTime, bool isAsked, bool takesWithout, long? proven)
    {
        Claim[] claims = authTime is { } seconds ? [new("auth_time", $"{Now.ToUnixTimeSeconds() + seconds}")] : [];
        var properties = new AuthenticationProperties();
        if (isAsked)
            properties.Items[SessionStart.ProofAsked] = "true";

        Assert.Equal(proven is { } offset ? Now.AddSeconds(offset) : null, SessionStart.ProvenAt(new ClaimsPrincipal(new ClaimsIdentity(claims)), properties, takesWithout, Now));
    }

    [Fact]
    public void Refusal_WhereNobodyKnowsOfAProof_SaysWhatTheProviderIsToWrite()
    {
        var ann = new ConsoleUser(new Actor(ActorKind.Person, "https://acme.okta.com", "ann", "Ann"), [new RoleAssignment(ConsoleRole.Approver)]);
        Assert.Contains("`auth_time`", ApprovalRules.ProveAgain(ann, "approve"), StringComparison.Ordinal);
        Assert.DoesNotContain("`auth_time`", ApprovalRules.ProveAgain(ann with { AuthenticatedAt = Now }, "approve"), StringComparison.Ordinal);
    }
}
