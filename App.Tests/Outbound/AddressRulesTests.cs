using System.Net;
using AccessConsole.Configuration;
using AccessConsole.Outbound;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Outbound;

/// <summary>Which addresses nothing is fetched from, however they are written.</summary>
public sealed class AddressRulesTests
{
    private readonly AddressRules rules = new(Options.Create(new ConsoleOptions()));

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::a9fe:a9fe")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:0:1::1")]
    [InlineData("fec0::1")]
    public void Address_ThatIsNoPublicOne_IsRefused(string address) => Assert.False(rules.Allows("fetched.example", IPAddress.Parse(address)));

    [Theory]
    [InlineData("168.63.129.17")]
    [InlineData("2606:4700::1111")]
    [InlineData("2001:4860:4860::8888")]
    public void Address_ThatIsPublic_IsAllowed(string address) => Assert.True(rules.Allows("fetched.example", IPAddress.Parse(address)));
}
