namespace GameAuth.Storage;

/// <summary>What reading a row came to. Only <see cref="Found"/> and <see cref="Recovered"/> carry a value, and none of them deletes anything.</summary>
public enum RowState
{
    /// <summary>There is no such row.</summary>
    Missing,

    /// <summary>The newest version was read.</summary>
    Found,

    /// <summary>The newest version is damaged and the one before it was read: a single-use token in it has probably been spent.</summary>
    Recovered,

    /// <summary>The row is there and the key is not to be had now: a locked or absent keyring, a denied prompt, a time-out.</summary>
    KeyUnavailable,

    /// <summary>The row was sealed under another key.</summary>
    WrongKey,

    /// <summary>The row is damaged beyond its last good version; it is kept aside.</summary>
    Corrupt,

    /// <summary>A newer release wrote the row; it is left untouched.</summary>
    NewerFormat,

    /// <summary>The store itself failed: a full disk, a missing permission, an absent server. No row is read in this state; exceptions carry it.</summary>
    StoreUnavailable,
}
