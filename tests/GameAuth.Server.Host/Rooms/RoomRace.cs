using System.Diagnostics;
using System.Globalization;
using GameAuth.Server.Host.Refreshing;
using GameAuth.Server.Host.Revoking;

namespace GameAuth.Server.Host.Rooms;

/// <summary>Rooms of several nodes: many who want in at once, and a node that is killed.</summary>
public static class RoomRace
{
    /// <summary>How long a place lives that nobody renews.</summary>
    public static readonly TimeSpan PlaceLifetime = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>So many players join a room at once, by sockets of two nodes.</summary>
    /// <returns>How many got in; all others were told <c>room_forbidden</c>. Who is told <c>temporarily_unavailable</c>, since the store had too many at that moment, asks again as clients do.</returns>
    public static async Task<int> CrowdAsync(HostSettings settings, string room, int players)
    {
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(settings, 2);
        await using HostProcess one = nodes[0];
        await using HostProcess another = nodes[1];
        HostSocket?[] sockets = new HostSocket?[players];
        try
        {
            // They are there one after the other, and join at once.
            await Parallel.ForAsync(0, players, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (player, _) => sockets[player] = await OpenAsync(nodes[player % nodes.Count].Address, $"crowd-{player}"));
            string[] said = await Task.WhenAll(sockets.Select(socket => Task.Run(() => JoinAsync(socket!, room))));
            string? other = said.FirstOrDefault(static word => word is not ("joined" or "room_forbidden"));
            return other is null ? said.Count(static word => word == "joined") : throw new InvalidOperationException($"A join was answered with {other}.");
        }
        finally
        {
            foreach (HostSocket? socket in sockets)
            {
                socket?.Dispose();
            }
        }
    }

    /// <summary>Fills a room by sockets of a node, kills the node, and asks for a place at the other until there is one.</summary>
    /// <returns>How long that took from the kill on.</returns>
    public static async Task<TimeSpan> KillAsync(HostSettings settings, int places)
    {
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(settings, 2);
        await using HostProcess killed = nodes[0];
        await using HostProcess other = nodes[1];
        string room = string.Create(CultureInfo.InvariantCulture, $"places-{places}");
        HostSocket[] sockets = await Task.WhenAll(Enumerable.Range(0, places).Select(player => OpenAsync(killed.Address, $"in-{player}")));
        foreach (HostSocket socket in sockets)
        {
            Expect("joined", await socket.JoinAsync(room));
        }

        using NodeClient late = new(other.Address);
        Grant grant = await late.SignInAsync("late");

        // Sockets renew their places: nobody gets in while the node lives, however long that is.
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < PlaceLifetime + Pause; await Task.Delay(Pause))
        {
            Expect("room_forbidden", await late.JoinAsync(grant.Access, room));
        }

        await killed.KillAsync();
        long gone = Stopwatch.GetTimestamp();
        for (; await late.JoinAsync(grant.Access, room) != "joined"; await Task.Delay(Pause))
        {
            if (Stopwatch.GetElapsedTime(gone) > 4 * PlaceLifetime)
            {
                throw new TimeoutException("The places of a killed node stay taken.");
            }
        }

        foreach (HostSocket socket in sockets)
        {
            socket.Dispose();
        }

        return Stopwatch.GetElapsedTime(gone);
    }

    private static async Task<string> JoinAsync(HostSocket socket, string room)
    {
        using CancellationTokenSource limit = new(4 * PlaceLifetime);
        while (true)
        {
            string said = await socket.JoinAsync(room);
            if (said != "temporarily_unavailable")
            {
                return said;
            }

            await Task.Delay(Pause, limit.Token);
        }
    }

    private static async Task<HostSocket> OpenAsync(Uri node, string player)
    {
        using NodeClient client = new(node);
        return await HostSocket.OpenAsync(node, (await client.SignInAsync(player)).Access);
    }

    private static void Expect(string expected, string said)
    {
        if (said != expected)
        {
            throw new InvalidOperationException($"A join was answered with {said}, and not with {expected}.");
        }
    }
}
