using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Server.Discord;

/// <summary>Hashes under a key of the host's: what a store or a memory sees of counters, tokens and events. Safe for use from any thread.</summary>
internal sealed class DiscordKeys(KeyDerivation derivation)
{
    // It never changes, since the hashes change with it.
    private const string Purpose = "session server: discord";

    private DerivedKey? _key;

    /// <summary>The keyed hash of some texts: 32 bytes. No two lists of texts give the same one by their borders.</summary>
    /// <exception cref="CredentialStoreException">The master key is not to be had now.</exception>
    public async ValueTask<byte[]> HashAsync(string kind, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        DerivedKey key = Volatile.Read(ref _key) ?? await LoadAsync(cancellationToken).ConfigureAwait(false);
        using IncrementalHash mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Bytes);
        byte[] length = new byte[sizeof(int)];
        foreach (string text in texts.Prepend(kind))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            mac.AppendData(length);
            mac.AppendData(bytes);
            CryptographicOperations.ZeroMemory(bytes);
        }

        return mac.GetHashAndReset();
    }

    private async ValueTask<DerivedKey> LoadAsync(CancellationToken cancellationToken)
    {
        DerivedKey key = (await derivation.DeriveAsync(Purpose, cancellationToken).ConfigureAwait(false))[0];
        Volatile.Write(ref _key, key);
        return key;
    }
}
