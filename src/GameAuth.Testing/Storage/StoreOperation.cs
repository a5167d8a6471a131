namespace GameAuth.Testing;

/// <summary>A call of a token store.</summary>
public enum StoreOperation
{
    /// <summary><see cref="GameAuth.Storage.ITokenStore.ReadAsync"/>.</summary>
    Read,

    /// <summary><see cref="GameAuth.Storage.ITokenStore.ListAsync"/>.</summary>
    List,

    /// <summary><see cref="GameAuth.Storage.ITokenStore.TryWriteAsync"/>.</summary>
    Write,

    /// <summary><see cref="GameAuth.Storage.ITokenStore.TryDeleteAsync"/>.</summary>
    Delete,

    /// <summary><see cref="GameAuth.Storage.ITokenStore.LeaseAsync"/>.</summary>
    Lease,

    /// <summary><see cref="GameAuth.Storage.ITokenStore.ClearAsync"/>.</summary>
    Clear,
}
