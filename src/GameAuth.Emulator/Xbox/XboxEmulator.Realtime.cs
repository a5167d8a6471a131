using GameAuth.Emulator.Xbox.Realtime;

namespace GameAuth.Emulator;

/// <content>The connections for real-time activity (RTA).</content>
public sealed partial class XboxEmulator
{
    /// <summary>How many RTA connections are open. A client that has its handshake answered is counted.</summary>
    public int RtaConnections
    {
        get
        {
            lock (_core.State)
                return Authority.Realtime.Connections.Count;
        }
    }

    /// <summary>The addresses that all open RTA connections are subscribed to, in the order of the connections and subscriptions; one may come twice.</summary>
    public IReadOnlyList<string> RtaSubscriptions
    {
        get
        {
            lock (_core.State)
                return [.. Authority.Realtime.Connections.SelectMany(connection => connection.Subscriptions.Values.Select(resource => resource.Uri))];
        }
    }

    /// <summary>Ends every RTA connection without a close frame, as a failing network does.</summary>
    /// <returns>How many there were.</returns>
    public int DropRtaConnections() => ForEach(connection => connection.Drop());

    /// <summary>Tells every RTA connection that events may have been lost (<c>[4]</c>).</summary>
    /// <returns>How many there are.</returns>
    public int SendRtaResync() => ForEach(connection => connection.Resync());

    private int ForEach(Action<RtaConnection> act)
    {
        lock (_core.State)
        {
            RtaConnection[] open = [.. Authority.Realtime.Connections];
            foreach (RtaConnection connection in open) act(connection);
            return open.Length;
        }
    }
}
