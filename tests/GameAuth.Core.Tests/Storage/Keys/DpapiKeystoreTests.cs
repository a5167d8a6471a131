using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>Everything around DPAPI's two calls, which stand in here; on Windows they run too.</summary>
public sealed class DpapiKeystoreTests : KeyDirectoryTest
{
    private static readonly byte[] Mask = TestKeys.Key(7);

    private string KeyDirectory => Path.Combine(StoreDirectory, "keys");

    private DpapiKeystore Keystore(Exception? failure = null) => new(KeyDirectory, LocalDisk.Instance, Protect, (blob, entropy) => failure is null ? Protect(blob, entropy) : throw failure);

    private KeystoreKeySource Source(Exception? failure = null) => new("tests", StoreDirectory, TimeProvider.System, LocalDisk.Instance, Keystore(failure));

    private static byte[] Protect(byte[] content, byte[] entropy) => [.. content.Select((b, i) => (byte)(b ^ Mask[i % Mask.Length] ^ entropy[^1]))];

    [Fact]
    public async Task The_sealed_key_stands_in_a_file_beside_the_store()
    {
        Assert.Equal(await IdAsync(Source()), await IdAsync(Source()));
        Assert.Single(Directory.GetFiles(KeyDirectory, "*.dpapi"));
    }

    [Theory]
    [InlineData(unchecked((int)0x8009000B), "Key not valid for use in specified state")]
    [InlineData(unchecked((int)0x8007000D), "another Windows user")]
    [InlineData(unchecked((int)0x80070002), "profile is not loaded")]
    [InlineData(unchecked((int)0x80004005), "0x80004005")]
    public async Task A_refusal_of_Windows_is_told_with_its_known_causes_and_nothing_is_replaced(int code, string cause)
    {
        string id = await IdAsync(Source());
        Assert.Contains(cause, await RefusedAsync(Source(new CryptographicException(code))), StringComparison.Ordinal);
        Assert.Equal(id, await IdAsync(Source()));
    }

    [Fact]
    public async Task An_edition_of_Windows_without_it_has_no_such_source() =>
        Assert.Null(await new KeystoreKeySource("tests", StoreDirectory, TimeProvider.System, LocalDisk.Instance,
            new DpapiKeystore(KeyDirectory, LocalDisk.Instance, (_, _) => throw new PlatformNotSupportedException(), Protect)).GetKeyAsync(default));

    [Fact]
    public async Task What_a_cut_off_first_run_left_is_removed()
    {
        for (int step = 0; step < 6; step++)
        {
            ScriptedDisk disk = new(step, () => new ProcessDiedException(), halfDone: true);
            KeystoreKeySource cut = new("tests", StoreDirectory, TimeProvider.System, disk, new DpapiKeystore(KeyDirectory, disk, Protect, Protect));
            await Assert.ThrowsAsync<ProcessDiedException>(async () => await cut.GetKeyAsync(default));
            Assert.Equal(await IdAsync(Source()), await IdAsync(Source()));
            Assert.Single(Directory.GetFiles(KeyDirectory, "*.dpapi*"));
            Directory.Delete(StoreDirectory, recursive: true);
        }
    }

    [Fact]
    public async Task Forgetting_removes_the_file()
    {
        await IdAsync(Source());
        await Source().ForgetAsync(default);
        Assert.Empty(Directory.GetFiles(KeyDirectory, "*.dpapi"));
    }

    [WindowsFact]
    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    public async Task Windows_own_calls_open_what_they_sealed() =>
        Assert.Equal(await IdAsync(new KeystoreKeySource("tests", StoreDirectory)), await IdAsync(new KeystoreKeySource("tests", StoreDirectory)));
}

/// <summary>What only Windows has; elsewhere the reason for the skip is shown.</summary>
public sealed class WindowsFactAttribute : FactAttribute
{
    public WindowsFactAttribute()
    {
        if (!OperatingSystem.IsWindows())
        {
            Skip = "the Data Protection API is Windows' own";
        }
    }
}
