namespace GameAuth.Providers;

/// <summary>A machine's own calls for P-256 keys that never leave it. What fails is a <see cref="KeyHardwareException"/>.</summary>
internal interface IKeyHardware
{
    /// <summary>What keeps keys from being made here, and the fix; null when nothing does.</summary>
    string? FindObstacle();

    /// <summary>Makes a key and returns its reference: a name, or the key as the hardware wrapped it.</summary>
    string Create();

    /// <summary>The public half, as SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).</summary>
    byte[] ReadPublicKey(string reference);

    /// <summary>Signs a SHA-256 hash: r and s of 32 bytes each (IEEE P1363).</summary>
    byte[] SignHash(string reference, ReadOnlySpan<byte> hash);

    /// <summary>Deletes a key that this code made and that is not in its reference.</summary>
    void Delete(string reference);
}
