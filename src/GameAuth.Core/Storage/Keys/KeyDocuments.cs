using System.Text.Json.Serialization;

namespace GameAuth.Storage;

/// <summary>The JSON of the files in a store's directory <c>keys</c>.</summary>
[JsonSerializable(typeof(KeyChainRecord))]
[JsonSerializable(typeof(KeystoreRecord))]
[JsonSerializable(typeof(PassphraseParameters))]
internal sealed partial class KeyDocuments : JsonSerializerContext
{
    /// <summary>The document of a name in a store's directory.</summary>
    public static OnceFile In(string storeDirectory, string name, IStoreDisk disk, TimeProvider time, Func<string, Exception?, CredentialStoreException> failure) =>
        new(Path.Combine(DirectoryOf(storeDirectory), name), disk, time, failure) { StoreDirectory = Path.GetFullPath(storeDirectory) };

    public static string DirectoryOf(string storeDirectory) => Path.Combine(Path.GetFullPath(storeDirectory), "keys");
}
