using System.Runtime.Versioning;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A disk that is mounted read-only: the message says what is wrong and how it is mended.</summary>
public sealed class ReadOnlyDiskTests : FileStoreFixture
{
    private static IOException ReadOnly() => new("Read-only file system", OperatingSystem.IsWindows() ? unchecked((int)0x80070013) : 30);

    [Fact]
    public async Task A_write_says_what_and_how_and_the_old_value_stays()
    {
        RowVersion version = await WriteAsync(Open(), [1], times: 2);
        FileTokenStore store = Open(new ScriptedDisk(2, ReadOnly));
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.TryWriteAsync(Key, version, version.Next(), new byte[2], default));
        Assert.Equal(RowState.StoreUnavailable, e.State);
        Assert.Contains("mounted read-only", e.Message, StringComparison.Ordinal);
        Assert.Contains("remount,rw", e.Message, StringComparison.Ordinal);
        Assert.Contains(Directory, e.Message, StringComparison.Ordinal);
        Assert.Equal(version, (await Open().ReadAsync(Key, default)).Version);
    }

    [Fact]
    public async Task Another_failure_of_the_disk_is_told_in_the_systems_words()
    {
        FileTokenStore store = Open(new ScriptedDisk(0, static () => new IOException("Input/output error", 5)));
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.OpenAsync());
        Assert.Contains("Input/output error", e.Message, StringComparison.Ordinal);
    }

    [SkippableMountFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_disk_that_becomes_read_only_under_an_open_store_is_told_by_every_write()
    {
        string disk = System.IO.Directory.CreateDirectory(Directory).FullName;
        Unix.Run("mount", "-t", "tmpfs", "-o", "mode=700", "tmpfs", disk);
        try
        {
            FileTokenStore store = new(Path.Combine(disk, "store"));
            RowVersion version = await WriteAsync(store, [1]);
            Unix.Run("mount", "-o", "remount,ro", disk);
            (Func<Task> Use, string Name)[] uses =
            [
                (async () => await store.TryWriteAsync(Key, version, version.Next(), new byte[2], default), "save"),
                (async () => await store.TryWriteAsync(Key with { Name = "new" }, null, RowVersion.NewEpoch(), new byte[2], default), "create"),
                (async () => await store.TryDeleteAsync(Key, version, default), "delete"),
                (async () => await store.LeaseAsync("a lease", TimeSpan.Zero, default), "lease"),
                (async () => await new FileTokenStore(store.Directory).OpenAsync(), "open"),
            ];
            foreach ((Func<Task> use, string name) in uses)
            {
                CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(use);
                Assert.True(e.Message.Contains("mounted read-only", StringComparison.Ordinal), $"{name}: {e.Message}");
            }

            Assert.Equal(version, (await store.ReadAsync(Key, default)).Version);
        }
        finally
        {
            Unix.Run("umount", disk);
        }
    }
}
