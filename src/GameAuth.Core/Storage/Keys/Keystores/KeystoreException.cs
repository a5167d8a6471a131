namespace GameAuth.Storage;

/// <summary>A keystore gave no answer; the message says why and what would help.</summary>
#pragma warning disable CA1064 // Never leaves its source, which turns it into a CredentialStoreException.
internal sealed class KeystoreException : Exception
#pragma warning restore CA1064
{
    private KeystoreException(bool isAbsent, string message)
        : base(message) => IsAbsent = isAbsent;

    /// <summary>Whether this machine or session has no such keystore at all.</summary>
    public bool IsAbsent { get; }

    public static KeystoreException Absent(string message) => new(isAbsent: true, message);

    /// <summary>Locked, denied, failed, or too slow.</summary>
    public static KeystoreException Refused(string message) => new(isAbsent: false, message);
}
