using AccessConsole.Drafts;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class DraftTextTests
{
    [Fact]
    public void Texts_OfSeveralObjects_ComeBackAsTyped()
    {
        var texts = new DraftText();
        var (a, b, c) = (new PolicyReference(PolicyKind.Grant, "a"), new PolicyReference(PolicyKind.IdentityProvider, "b"), new PolicyReference(PolicyKind.Test, "the third never reaches"));
        texts.Set(a, "# why\nname: a\n");
        texts.Set(b, "name: b");
        texts.Set(c, "");
        var read = DraftText.Parse(texts.ToString());
        Assert.Equal([a, b, c], read.Objects);
        Assert.Equal("# why\nname: a\n", read.Find(a));
        Assert.Equal("name: b\n", read.Find(b));
        Assert.Equal(texts.ToString(), read.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("grants: []\n")]
    public void Text_OfAnotherProgram_HasNoParts(string? text) => Assert.Empty(DraftText.Parse(text).Objects);
}
