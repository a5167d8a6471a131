namespace GameAuth.Storage;

/// <summary>What guards a master key, from less to more; so a minimum can be asked for. The values stay what they are.</summary>
public enum KeyProtection
{
    /// <summary>A key file that only this user may read. It guards copies of the token files alone, not of the whole disk.</summary>
    KeyFile = 0,

    /// <summary>A secret that the platform mounts: systemd credentials, Docker or Kubernetes secrets.</summary>
    MountedSecret = 10,

    /// <summary>Derived from a passphrase that is stored nowhere.</summary>
    Passphrase = 20,

    /// <summary>The application brings the key and answers for it.</summary>
    Caller = 30,

    /// <summary>The operating system's keystore, bound to the signed-in user.</summary>
    OsKeystore = 40,

    /// <summary>Made for a store in memory and kept nowhere else; it ends with the process.</summary>
    Process = 50,
}
