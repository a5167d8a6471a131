namespace GameAuth;

/// <summary>How tokens are minted and kept. The defaults suit a desktop application and a server alike.</summary>
public sealed class TokenOptions
{
    /// <summary>How long one mint may take, its wait for permits and parents included. Default 2 minutes.</summary>
    public TimeSpan MintTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait for another process that mints the same token. Default 30 seconds.</summary>
    public TimeSpan LeaseWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A token that was minted because of a refusal and is refused again within this time is not minted a third time. Default 30 seconds.</summary>
    public TimeSpan RefusalRest { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a restriction is repeated from memory before the provider is asked again. Default 1 minute.</summary>
    public TimeSpan RestrictionRest { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stopping host waits for mints on the wire. Default 5 seconds.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the stored accounts are looked at for a sign-out in another process. Default 1 second.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A token that nobody used for one to two of these leaves memory; it stays in the store. Default 30 minutes.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);
}
