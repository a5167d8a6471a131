namespace GameAuth.Providers;

/// <summary>Who a token belongs to, and with whom it is shared. A source may only have parents of its own or a lower scope.</summary>
public enum TokenScope
{
    /// <summary>This installation: a device key, a device id. Shared by every registration of the provider at one origin; outlives sign-out.</summary>
    Install,

    /// <summary>The registration (client id): a device token. Shared by its accounts.</summary>
    Registration,

    /// <summary>One account.</summary>
    Account,
}
