using System.Buffers.Binary;
using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class AesGcmTokenProtectorTests : IAsyncLifetime
{
    private static readonly RowKey Key = new("owner", "grant");
    private static readonly RowVersion Version = new(7, 3);
    private readonly AesGcmTokenProtector _protector = VaultedStore.Protector();

    public async Task InitializeAsync() => await _protector.PrepareAsync(default);

    public Task DisposeAsync() => Task.CompletedTask;

    private byte[] Seal(string plain = "a synthetic token") => _protector.Protect(System.Text.Encoding.UTF8.GetBytes(plain), Key, Version);

    private RowState Open(byte[] sealedBytes, RowKey? key = null, RowVersion? version = null) =>
        _protector.Unprotect(sealedBytes, key ?? Key, version ?? Version, out _);

    [Fact]
    public void What_was_sealed_opens()
    {
        Assert.Equal(RowState.Found, _protector.Unprotect(Seal(), Key, Version, out byte[] plain));
        Assert.Equal("a synthetic token"u8.ToArray(), plain);
    }

    [Fact]
    public void The_same_row_never_looks_the_same_twice() => Assert.NotEqual(Seal(), Seal());

    [Fact]
    public void A_row_does_not_open_in_another_place()
    {
        byte[] sealedBytes = Seal();
        Assert.Equal(RowState.Corrupt, Open(sealedBytes, key: Key with { Name = "grant2" }));
        Assert.Equal(RowState.Corrupt, Open(sealedBytes, key: Key with { Partition = "other" }));
        Assert.Equal(RowState.Corrupt, Open(sealedBytes, key: new("ownerg", "rant")));
    }

    [Fact]
    public void A_row_does_not_open_as_another_version()
    {
        byte[] sealedBytes = Seal();
        Assert.Equal(RowState.Corrupt, Open(sealedBytes, version: Version.Next()));
        Assert.Equal(RowState.Corrupt, Open(sealedBytes, version: Version with { Epoch = 8 }));
    }

    [Fact]
    public async Task A_row_does_not_open_for_another_purpose()
    {
        AesGcmTokenProtector other = new("another application", new CallerKeySource(TestKeys.Key(1)));
        await other.PrepareAsync(default);
        Assert.Equal(RowState.Corrupt, other.Unprotect(Seal(), Key, Version, out _));
    }

    [Fact]
    public async Task An_unknown_key_is_told_from_damage()
    {
        AesGcmTokenProtector other = VaultedStore.Protector(100);
        await other.PrepareAsync(default);
        Assert.Equal(RowState.WrongKey, other.Unprotect(Seal(), Key, Version, out byte[] plain));
        Assert.Empty(plain);
    }

    [Fact]
    public void Any_flipped_bit_is_damage()
    {
        byte[] sealedBytes = Seal();
        for (int bit = 0; bit < sealedBytes.Length * 8; bit++)
        {
            sealedBytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RowState.Corrupt, Open(sealedBytes));
            sealedBytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(RowState.Found, Open(sealedBytes));
    }

    [Fact]
    public void Any_shorter_or_longer_row_is_damage()
    {
        byte[] sealedBytes = Seal();
        Assert.All(Enumerable.Range(0, sealedBytes.Length), length => Assert.Equal(RowState.Corrupt, Open(sealedBytes[..length])));
        Assert.Equal(RowState.Corrupt, Open([.. sealedBytes, 0]));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 9)]
    public void A_newer_format_or_algorithm_is_told_from_damage(int offset, byte value)
    {
        byte[] sealedBytes = Seal();
        sealedBytes[offset] = value;
        SHA256.HashData(sealedBytes.AsSpan(0, 12))[..4].CopyTo(sealedBytes, 12);
        Assert.Equal(RowState.NewerFormat, Open(sealedBytes));
    }

    [Fact]
    public void Rows_come_in_few_sizes()
    {
        int[] sizes = [.. new[] { 0, 1, 500, 976, 977, 3000, 60_000, 70_000, 1024 * 1024 }.Select(n => _protector.Protect(new byte[n], Key, Version).Length)];
        Assert.Equal([1024, 1024, 1024, 1024, 2048, 3584, 65024, 130560, 1113600], sizes);
    }

    [Fact]
    public void The_level_of_protection_is_reported()
    {
        Assert.Equal(("the application", KeyProtection.Caller), (_protector.Key!.Source, _protector.Key.Protection));
        string id = BinaryPrimitives.ReadUInt64LittleEndian(Seal().AsSpan(4)).ToString("x16");
        Assert.Equal(id, _protector.Key.KeyId);
    }

    [Fact]
    public void Nothing_is_sealed_before_the_key_is_there()
    {
        AesGcmTokenProtector unprepared = VaultedStore.Protector();
        Assert.Null(unprepared.Key);
        Assert.Equal(RowState.KeyUnavailable, unprepared.Unprotect(Seal(), Key, Version, out _));
        Assert.Equal(RowState.KeyUnavailable, Assert.Throws<CredentialStoreException>(() => unprepared.Protect([], Key, Version)).State);
    }

    [Fact]
    public async Task Many_callers_fetch_the_key_once()
    {
        FakeKeySource source = new();
        AesGcmTokenProtector protector = new("tests", source);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await protector.PrepareAsync(default))));
        Assert.Equal(1, source.Asked);
    }

    [Fact]
    public async Task A_source_that_this_machine_lacks_and_one_that_fails_are_unavailable_keys_without_content()
    {
        AesGcmTokenProtector absent = new("tests", new FakeKeySource { Absent = true });
        AesGcmTokenProtector failing = new("tests", new FakeKeySource { Bug = new InvalidOperationException("canary-secret") });
        Assert.Equal(RowState.KeyUnavailable, (await Assert.ThrowsAsync<CredentialStoreException>(async () => await absent.PrepareAsync(default))).State);
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await failing.PrepareAsync(default));
        Assert.DoesNotContain("canary", e.ToString(), StringComparison.Ordinal);
    }
}
