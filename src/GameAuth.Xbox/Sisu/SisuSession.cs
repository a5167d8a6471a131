namespace GameAuth.Xbox;

/// <summary>What SISU has begun: the page to go to, the session that its authorize call may name, and the device token that both were got with.</summary>
internal sealed record SisuSession(Uri Page, Secret? Id, Secret Device)
{
    /// <summary>Not the page: its query holds the state.</summary>
    public override string ToString() => nameof(SisuSession);
}
