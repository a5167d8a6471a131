using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Psn.Push;

/// <summary>All push connections, and what is told over them. Not thread safe: whoever calls holds the emulator's lock.</summary>
internal sealed class PsnPush(PsnAuthority authority)
{
    /// <summary>What the names of events of a party begin with.</summary>
    public const string Parties = "psn:sessionManager:sys:v2:ps:";
    public const string Members = Parties + "members:";
    public const string Created = "psn:sessionManager:sys:v2:partySession:created";
    public const string Gone = "psn:sessionManager:sys:outside:v2:partySession:deleted";

    private readonly List<PushConnection> _connections = [];
    private readonly HashSet<string> _met = new(StringComparer.Ordinal);

    public IReadOnlyList<PushConnection> Connections => _connections;

    public void Add(PushConnection connection)
    {
        _connections.Add(connection);
        _met.Add(connection.AccountId);
    }

    public void Remove(PushConnection connection) => _connections.Remove(connection);

    /// <summary>Whether the account had a connection before.</summary>
    public bool HasMet(string accountId) => _met.Contains(accountId);

    /// <summary>Tells accounts of something, whether they are connected or not: who is told of a party may join it.</summary>
    /// <returns>How many connections were told.</returns>
    public int Tell(IReadOnlyCollection<string> accountIds, string dataType, JsonObject data)
    {
        if (data["sessionId"]?.ToString() is { } sessionId) { foreach (string id in accountIds) { authority.Parties.Tell(id, sessionId); } }
        PushConnection[] told = [.. _connections.Where(connection => accountIds.Contains(connection.AccountId))];
        foreach (PushConnection connection in told) { connection.Tell(dataType, data.DeepClone()); }
        return told.Length;
    }

    /// <summary>What the log says of a frame: the event's name stands where a request has its path.</summary>
    public void Log(string step, string method, string path, PushConnection connection, int status = 0, string? note = null, string? fault = null) => authority.Core.Log.Add(new EmulatorEvent
    {
        Sequence = authority.Core.Log.NextSequence(), Time = authority.Core.Clock.Now, Host = PushHost.DnsName, Step = step, Method = method, Path = path,
        Status = status, Note = note, Fault = fault, Trail = new PsnRequestTrail { AccountId = connection.AccountId },
    });
}
