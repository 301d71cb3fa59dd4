using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Model;

public sealed class PipelineUuidsTests
{
    private const string Organization = "01860a1c-0000-4000-8000-00000000000a";
    private const string Pipeline = "0187c6a2-0000-4000-8000-00000000000b";

    [Fact]
    public void Read_OfTwoUuidsAsTokensSpellThem_ReturnsThem() =>
        Assert.Equal(new PipelineUuids(Guid.Parse(Organization), Guid.Parse(Pipeline)), PipelineUuids.Read(Organization, Pipeline));

    [Theory]
    [InlineData("")]
    [InlineData("payments-deploy")]
    [InlineData("0187C6A2-0000-4000-8000-00000000000B")]
    [InlineData("0187c6a2-0000-4000-8000-00000000000B")]
    [InlineData("0187c6a200004000800000000000000b")]
    [InlineData("{0187c6a2-0000-4000-8000-00000000000b}")]
    [InlineData(" 0187c6a2-0000-4000-8000-00000000000b")]
    [InlineData("0187c6a2-0000-4000-8000-00000000000b\n")]
    [InlineData("0187c6a2-0000-4000-8000-00000000000b\0")]
    [InlineData("+187c6a2-0000-4000-8000-00000000000b")]
    [InlineData("0x87c6a2-0000-4000-8000-00000000000b")]
    public void Read_OfAnyOtherSpelling_IsNull(string spelling)
    {
        Assert.Null(PipelineUuids.Read(Organization, spelling));
        Assert.Null(PipelineUuids.Read(spelling, Pipeline));
    }
}
