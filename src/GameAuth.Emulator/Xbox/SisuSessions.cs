using System.Security.Cryptography;

namespace GameAuth.Emulator.Xbox;

/// <summary>The browser sign-ins that sisu.xboxlive.com began, by the id in <c>X-SessionId</c>. Not thread safe: the emulator serializes access.</summary>
internal sealed class SisuSessions
{
    private readonly Dictionary<string, (string ClientId, XboxToken Device)> _sessions = new(StringComparer.Ordinal);

    public static string NewId() => "emulator-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public string Begin(string clientId, XboxToken device)
    {
        string id = NewId();
        _sessions.Add(id, (clientId, device));
        return id;
    }

    /// <summary>Whether a session is this client's, on this device.</summary>
    public bool Knows(string id, string clientId, XboxToken device) =>
        _sessions.TryGetValue(id, out (string ClientId, XboxToken Device) session)
        && session.ClientId == clientId && ReferenceEquals(session.Device, device);
}
