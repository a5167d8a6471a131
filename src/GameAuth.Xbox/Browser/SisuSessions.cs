using System.Collections.Concurrent;

namespace GameAuth.Xbox;

/// <summary>The sessions (<c>X-SessionId</c>) of sign-ins that SISU began, until its authorize call. In memory alone: after a restart that call works without. Safe for use from any thread.</summary>
internal sealed class SisuSessions
{
    private readonly ConcurrentDictionary<AccountId, SisuSession> _sessions = new();

    public void Keep(AccountId account, SisuSession session) => _sessions[account] = session;

    /// <summary>The session to name beside a device token; null where there is none, or where it was begun beside another one, for which it may not be good.</summary>
    public Secret? Find(AccountId account, DeviceToken device) =>
        _sessions.TryGetValue(account, out SisuSession? session) && session.Device.Equals(device.Token) ? session.Id : null;

    public void Forget(AccountId account) => _sessions.TryRemove(account, out _);
}

/// <summary>What SISU has begun: the page to go to, the session that its authorize call may name, and the device token that both were got with.</summary>
internal sealed record SisuSession(Uri Page, Secret? Id, Secret Device)
{
    /// <summary>Not the page: its query holds the state.</summary>
    public override string ToString() => nameof(SisuSession);
}
