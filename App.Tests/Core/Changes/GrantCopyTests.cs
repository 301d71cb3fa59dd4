using AccessConsole.Core.Changes.Bulk;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Changes;

public sealed class GrantCopyTests
{
    [Theory]
    [InlineData("deploys", null, "", "deploys-copy")]
    [InlineData("deploys", "staging", "", "deploys-staging")]
    [InlineData("deploys-production", "staging", "", "deploys-staging")]
    [InlineData("deploys-production", "staging", "deploys-staging", "deploys-staging-2")]
    [InlineData("deploys-production", "staging", "deploys-staging deploys-staging-2", "deploys-staging-3")]
    [InlineData("a-name-that-is-as-long-as-a-name-may-be-with-its-sixty-three-le", "staging", "", "a-name-that-is-as-long-as-a-name-may-be-with-its-sixty-three-2")]
    public void Name_SaysWhereTheCopyHolds_AndIsNobodys(string original, string? environment, string taken, string expected)
    {
        var grant = new Grant { Name = original, Id = Guid.NewGuid(), Effect = Effect.Deny, Principals = new PrincipalSelector { Anyone = true }, Role = "reader", Environments = ["production"], Reason = "why" };
        var copy = GrantCopy.Of(grant, environment, name => name == original || taken.Split(' ').Contains(name));
        Assert.Equal(grant with { Id = null, Name = expected, Environments = [environment ?? "production"] }, copy);
        Assert.True(copy.Name.Length <= 63);
    }
}
