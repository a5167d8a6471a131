using System.Net.Sockets;

namespace GameAuth.Conventions.Network;

/// <summary>This assembly as a program: it connects to the host that it is given, as a test with a mistake in it would.</summary>
internal static class Reach
{
    private const int Discard = 9;

    public static void Main(string[] args)
    {
        try
        {
            using TcpClient client = new(args[0], Discard);
        }
        catch (SocketException failure)
        {
            Console.WriteLine(failure.SocketErrorCode);
        }
    }
}
