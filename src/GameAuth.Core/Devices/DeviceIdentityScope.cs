namespace GameAuth;

/// <summary>Who shares a device's identity (its keys and ids).</summary>
public enum DeviceIdentityScope
{
    /// <summary>One identity per installation, like a console or a phone: for applications on a player's machine.</summary>
    PerInstall,

    /// <summary>One identity per account, so that the accounts of a host with many users do not look like one device. It ends with its account.</summary>
    PerAccount,
}
