using System.Net;
using System.Net.Sockets;

namespace AccessConsole.Tests.Support;

/// <summary>
/// Ports on loopback for programs that must be told theirs. They lie below those that the system gives to outgoing connections, or one of these could take a
/// port between its choice and its use.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Several test runs on one machine begin at different places.
    private static int next = Random.Shared.Next(Count);

    /// <summary>Each call gives another one.</summary>
    public static int Take()
    {
        for (var tried = 0; tried < Count; tried++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref next) % Count);
            if (IsFree(port))
                return port;
        }

        throw new InvalidOperationException($"no port between {First} and {First + Count} is free");
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
