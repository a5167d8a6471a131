using System.Runtime.Versioning;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>
/// The recipe of docs/storage.md: an init container makes the volume private, a pod uses the store, and a second one mounts the volume. The kubelet then gives it to the
/// group of fsGroup: files 660, directories 2770, the owner stays.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class KubernetesRecipeTests : FileStoreFixture
{
    private static readonly byte[] MasterBytes = TestKeys.Key(7);
    private static readonly RowKey Grant = new("owner", "grant of the account");

    private string Volume => Path.GetDirectoryName(Directory)!;

    [SkippableUnixFact]
    public async Task A_second_pod_reads_and_writes_what_the_first_one_stored_and_both_go_on()
    {
        InitContainer();
        TokenVault first = Pod();
        await SaveAsync(first, "first");
        await using IStoreLease? lease = await first.LeaseAsync(Grant, TimeSpan.Zero, default);
        KubeletMounts();
        InitContainer();
        TokenVault second = Pod();
        Assert.Equal("first"u8.ToArray(), (await second.ReadAsync(Grant, default)).Value.ToArray());
        Assert.Null(await second.LeaseAsync(Grant, TimeSpan.Zero, default));
        await SaveAsync(second, "second");
        KubeletMounts();
        await SaveAsync(first, "third");
        Assert.Equal("third"u8.ToArray(), (await second.ReadAsync(Grant, default)).Value.ToArray());
    }

    [SkippableUnixFact]
    public async Task What_the_kubelet_opened_is_private_again()
    {
        InitContainer();
        await SaveAsync(Pod(), "first");
        KubeletMounts();
        InitContainer();
        TokenVault second = Pod();
        await SaveAsync(second, "second");
        string[] open = [.. System.IO.Directory.GetDirectories(Directory).Append(Directory).Concat(System.IO.Directory.GetFiles(Path.Combine(Directory, "entries")))
            .Where(static path => (File.GetUnixFileMode(path) & PrivateDirectory.Others) != UnixFileMode.None)];
        Assert.Empty(open);
    }

    [SkippableUnixFact]
    public async Task A_passphrase_and_a_chain_of_keys_beside_the_rows_are_found_again()
    {
        InitContainer();
        string[] ids = [await IdAsync(), ""];
        KubeletMounts();
        InitContainer();
        ids[1] = await IdAsync();
        Assert.Equal(ids[0], ids[1]);
    }

    [SkippableUnixFact]
    public async Task Without_the_init_container_the_volume_is_refused_with_the_fix()
    {
        KubeletMounts();
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await Open().OpenAsync());
        Assert.Contains(Volume, e.Message, StringComparison.Ordinal);
        Assert.Contains("chmod", e.Message, StringComparison.Ordinal);
    }

    private TokenVault Pod() => new(Open(), new AesGcmTokenProtector("pod", new CallerKeySource(MasterBytes)));

    private async Task<string> IdAsync()
    {
        AesGcmTokenProtector protector = new("pod", new KeyChain(Directory, [new PassphraseKeySource(Directory, new Secret("synthetic passphrase"))]));
        TokenVault vault = new(Open(), protector);
        await SaveAsync(vault, "value");
        return protector.Key!.KeyId;
    }

    // chown 1000 /data && chmod 700 /data: the owner is the user of this test.
    private void InitContainer() => Unix.Chmod("700", Volume);

    private void KubeletMounts()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Unix.Run("chgrp", "-R", "2000", Volume);
        }

        Unix.Run("find", Volume, "-type", "d", "-exec", "chmod", "2770", "{}", "+");
        Unix.Run("find", Volume, "-type", "f", "-exec", "chmod", "660", "{}", "+");
    }

    private static async Task SaveAsync(TokenVault vault, string value)
    {
        Row seen = await vault.ReadAsync(Grant, default);
        Assert.True(await vault.TryWriteAsync(Grant, seen.State == RowState.Missing ? null : seen.Version, seen.NextVersion(), System.Text.Encoding.UTF8.GetBytes(value), default));
    }
}
