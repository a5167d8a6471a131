using System.Globalization;
using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>The public test vectors, docs/storage-vectors.json. They were worked out by another implementation (tests/GameAuth.Interop/peers/storage.mjs).</summary>
public sealed class StorageVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Storage", "storage-vectors.json"))).RootElement;

    [Fact]
    public async Task A_row_is_sealed_to_these_bytes_and_they_open()
    {
        foreach (JsonElement vector in All("seal"))
        {
            AesGcmTokenProtector protector = new(Text(vector, "purpose"), new CallerKeySource(Bytes(vector, "masterKey")));
            await protector.PrepareAsync(default);
            RowKey key = new(Text(vector, "partition"), Text(vector, "name"));
            RowVersion version = new(ulong.Parse(Text(vector, "epoch"), CultureInfo.InvariantCulture), ulong.Parse(Text(vector, "number"), CultureInfo.InvariantCulture));
            byte[] sealedBytes = protector.Protect(Bytes(vector, "plain"), key, version, Bytes(vector, "random"));
            Assert.Equal(Text(vector, "sealed"), Convert.ToHexStringLower(sealedBytes));
            Assert.Equal((Text(vector, "keyId"), Text(vector, "nonce")), (protector.Key!.KeyId, Convert.ToHexStringLower(sealedBytes.AsSpan(16, 12))));
            Assert.Equal(RowState.Found, protector.Unprotect(Bytes(vector, "sealed"), key, version, out byte[] plain));
            Assert.Equal(Bytes(vector, "plain"), plain);
        }
    }

    [Fact]
    public void A_row_has_these_bytes_inside_the_seal()
    {
        foreach (JsonElement vector in All("row"))
        {
            RowKey key = new(Text(vector, "partition"), Text(vector, "name"));
            Assert.Equal(Text(vector, "envelope"), Convert.ToHexStringLower(RowEnvelope.Wrap(key, Bytes(vector, "value"))));
            Assert.Equal(RowState.Found, RowEnvelope.Unwrap(Bytes(vector, "envelope"), out RowKey read, out ReadOnlyMemory<byte> value));
            Assert.Equal((key, Text(vector, "value")), (read, Convert.ToHexStringLower(value.Span)));
        }
    }

    [Fact]
    public void A_name_is_hidden_like_this()
    {
        foreach (JsonElement vector in All("names"))
        {
            NameHashKey names = new(Bytes(vector, "namesKey"), RowVersion.NewEpoch());
            RowKey key = new(Text(vector, "partition"), Text(vector, "name"));
            RowKey hidden = names.Hide(key);
            Assert.Equal((Text(vector, "hiddenPartition"), Text(vector, "hiddenName")), (hidden.Partition, hidden.Name));
            Assert.Equal((Text(vector, "hiddenLease"), Text(vector, "file")), (names.HideLease(key), StoreLayout.EntryName(hidden)));
        }
    }

    [Fact]
    public async Task A_passphrase_gives_this_key()
    {
        foreach (JsonElement vector in All("passphrase"))
        {
            byte[] key = await PassphraseKdf.DeriveAsync(new Secret(Text(vector, "passphrase")), Bytes(vector, "salt"), vector.GetProperty("iterations").GetInt32(), default);
            Assert.Equal((Text(vector, "key"), Text(vector, "check")), (Convert.ToHexStringLower(key), Convert.ToHexStringLower(PassphraseKdf.Check(key))));
        }
    }

    private static JsonElement.ArrayEnumerator All(string kind) => Vectors.GetProperty(kind).EnumerateArray();

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    private static byte[] Bytes(JsonElement vector, string name) => Convert.FromHexString(Text(vector, name));
}
