using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class GrantFormYamlTests
{
    [Fact]
    public void Form_OfAGrant_WritesTextThatReadsBackAsTheGrant()
    {
        var grant = new Console().Live.Current.Policy.Grants["payments-migrates"];
        var (read, problems) = PolicyObjectJson.ReadYaml(PolicyKind.Grant, GrantFormYaml.Write(GrantForm.Of(grant)));
        Assert.Empty(problems);
        Assert.Equal(grant, read);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("1.0")]
    [InlineData("# no comment")]
    [InlineData("a: b")]
    [InlineData("with \"quotes\" and `ticks`")]
    [InlineData(" spaces ")]
    [InlineData("2026-01-01")]
    public void Reason_ThatLooksLikeYaml_StaysText(string reason)
    {
        var form = GrantForm.Of(new Console().Live.Current.Policy.Grants["payments-migrates"]) with { Reason = reason };
        var (read, _) = PolicyObjectJson.ReadYaml(PolicyKind.Grant, GrantFormYaml.Write(form));
        Assert.Equal(reason, ((Grant)read!).Reason);
    }

    [Fact]
    public void Pattern_ThatIsWrong_IsAProblemOfItsField()
    {
        var form = GrantForm.Of(new Console().Live.Current.Policy.Grants["payments-migrates"]) with { Branches = ["ma*in"] };
        var (_, problems) = PolicyObjectJson.ReadYaml(PolicyKind.Grant, GrantFormYaml.Write(form));
        Assert.Equal("/when/branches/0", Assert.Single(problems).Pointer);
    }
}
