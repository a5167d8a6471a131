namespace GameAuth.Storage;

/// <summary>An operating system's keystore. Calls may block, and are made on a thread of their own; none may ask the user.</summary>
/// <remarks>Every member throws <see cref="KeystoreException"/>, which tells a machine without the keystore from one whose keystore refuses.</remarks>
internal interface IKeystore
{
    /// <summary>What it is called, for messages.</summary>
    string Name { get; }

    /// <summary>Throws where this machine has no such keystore, or where a new item could not be stored now without asking the user.</summary>
    void Probe();

    /// <summary>What was stored; null only where it is certain that there is no such item.</summary>
    byte[]? Find(KeystoreItem item);

    /// <summary>Stores a new item.</summary>
    void Store(KeystoreItem item, byte[] content);

    /// <summary>Removes an item; nothing happens where there is none.</summary>
    void Delete(KeystoreItem item);
}
