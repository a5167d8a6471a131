using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>The seal, worked out here a second time with the general functions: a faster way must open what they sealed.</summary>
public sealed class SealFormatTests
{
    private static readonly RowKey Key = new("owner", "grant");
    private static readonly RowVersion Version = new(7, 3);

    private static byte[] Text(string text) => [.. BitConverter.GetBytes(text.Length * 2), .. Encoding.Unicode.GetBytes(text)];

    private static byte[] Seal(byte[] plain, RowKey place)
    {
        byte[] pseudoRandom = HKDF.Extract(HashAlgorithmName.SHA256, TestKeys.Key(1), "gameauth storage 1"u8.ToArray());
        byte[] id = HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, 8, "key id"u8.ToArray());
        byte[] rows = HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandom, 32, "rows"u8.ToArray());
        byte[] info = [.. Text("tests"), .. Text(place.Partition), .. Text(place.Name)];
        byte[] header = [0x47, 0x53, 1, 1, .. id];
        header = [.. header, .. SHA256.HashData(header)[..4]];
        byte[] padded = [.. BitConverter.GetBytes(plain.Length), .. plain];
        padded = [.. padded, .. new byte[1024 - 16 - 12 - 16 - padded.Length]];
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        byte[] sealedText = new byte[padded.Length];
        byte[] tag = new byte[16];
        using AesGcm cipher = new(HKDF.Expand(HashAlgorithmName.SHA256, rows, 32, info), 16);
        byte[] associated = [.. header, .. BitConverter.GetBytes(Version.Epoch), .. BitConverter.GetBytes(Version.Number), .. info];
        cipher.Encrypt(nonce, padded, sealedText, tag, associated);
        return [.. header, .. nonce, .. sealedText, .. tag];
    }

    [Fact]
    public async Task What_the_format_says_opens()
    {
        AesGcmTokenProtector protector = VaultedStore.Protector();
        await protector.PrepareAsync(default);
        Assert.Equal(RowState.Found, protector.Unprotect(Seal([9, 8, 7], Key), Key, Version, out byte[] plain));
        Assert.Equal([9, 8, 7], plain);
        RowKey longest = new(new string('p', 512), new string('n', 512));
        Assert.Equal(RowState.Found, protector.Unprotect(Seal([9, 8, 7], longest), longest, Version, out plain));
        Assert.Equal([9, 8, 7], plain);
    }

    [Fact]
    public async Task Rows_that_share_a_place_among_the_ciphers_do_not_share_a_key()
    {
        AesGcmTokenProtector protector = VaultedStore.Protector();
        await protector.PrepareAsync(default);
        await Parallel.ForAsync(0, 2000, async (i, cancellationToken) =>
        {
            await Task.Yield();
            RowKey key = new("owner", $"row{i % 300}");
            byte[] sealedBytes = protector.Protect(BitConverter.GetBytes(i), key, Version);
            Assert.Equal(RowState.Found, protector.Unprotect(sealedBytes, key, Version, out byte[] plain));
            Assert.Equal(i, BitConverter.ToInt32(plain));
            Assert.Equal(RowState.Corrupt, protector.Unprotect(sealedBytes, new RowKey("owner", $"row{(i + 1) % 300}"), Version, out _));
        });
        Assert.Equal(RowState.Found, protector.Unprotect(Seal([9], Key), Key, Version, out _));
    }

    [Fact]
    public async Task A_generator_that_repeats_itself_repeats_no_nonce_for_another_text_or_version()
    {
        AesGcmTokenProtector protector = VaultedStore.Protector();
        await protector.PrepareAsync(default);
        byte[] random = new byte[SealingKey.RandomSize];
        string[] nonces =
        [
            Nonce(protector.Protect([1], Key, Version, random)),
            Nonce(protector.Protect([2], Key, Version, random)),
            Nonce(protector.Protect([1], Key, Version.Next(), random)),
            Nonce(protector.Protect([1], Key with { Name = "another" }, Version, random)),
            Nonce(protector.Protect([1], Key, Version)),
        ];
        Assert.Equal(nonces.Length, nonces.Distinct().Count());
        Assert.Equal(protector.Protect([1], Key, Version, random), protector.Protect([1], Key, Version, random));
    }

    private static string Nonce(byte[] sealedBytes) => Convert.ToHexString(sealedBytes.AsSpan(16, 12));
}
