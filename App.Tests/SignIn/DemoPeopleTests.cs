using System.Net;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AccessConsole.Tests.SignIn;

/// <summary>From where a demo person may be chosen.</summary>
public sealed class DemoPeopleTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", true)]
    [InlineData(null, null, true)]
    [InlineData("192.0.2.7", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "192.0.2.7", false)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData(null, "192.0.2.8", false)]
    [InlineData("127.0.0.1", null, false)]
    public void DemoPeople_AreChosenOnThisMachineAlone(string? remote, string? local, bool isHere)
    {
        var connection = new DefaultHttpContext().Connection;
        (connection.RemoteIpAddress, connection.LocalIpAddress) = (remote is null ? null : IPAddress.Parse(remote), local is null ? null : IPAddress.Parse(local));
        Assert.Equal(isHere, RefuseDemoPeopleBeyondLoopback.IsOnThisMachine(connection));
    }
}
